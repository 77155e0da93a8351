import { defineConnector, defineHolding, type Holdings } from '@rechtop/connector'
import type { AnyConnector } from '@rechtop/connector'
import type { System } from '@rechtop/engine'
import {
  Account,
  defineRecordType,
  EmailAddress,
  field,
  Invoice,
  Login,
  Organisation,
  PageView,
  SupportTicket,
  text,
} from '@rechtop/schema'
import { z } from 'zod'

/** A connector that only declares: the memory engine answers in its place. */
export function declareConnector(name: string, holdings: Holdings): AnyConnector {
  const unused = (): never => {
    throw new TypeError('the memory engine does not call connectors')
  }
  return defineConnector({
    name,
    contract: 1,
    config: z.unknown(),
    locator: z.json(),
    identifiers: ['email', 'customerNumber'],
    holdings,
    processor: { name: 'MailCamp', country: 'NL' },
    backupHorizon: 'P30D',
    gaps: [],
    open: async () => null,
    close: async () => undefined,
    check: async () => [],
    find: unused,
    export: unused,
    erase: unused,
  })
}

const untilAsked = { purpose: 'service', basis: 'contract', fields: 'all', keep: 'until-asked' } as const

export const Preference = defineRecordType({
  name: 'BillingPreference',
  category: 'preference',
  description: 'How somebody wants their invoices.',
  fields: {
    format: field('preference', z.enum(['pdf', 'paper']), 'pdf or paper.'),
    copies: field('preference', z.int32(), 'How many copies.'),
    extra: field('preference', z.record(z.string(), z.unknown()), 'Whatever else was set.'),
    remark: field('communication', text(), 'A remark.'),
  },
})

const invoices = defineHolding({
  type: Invoice,
  grain: 'record',
  role: 'controller',
  purposes: [
    {
      purpose: 'bookkeeping',
      basis: 'legal-obligation',
      fields: ['number', 'issuedOn', 'amount'],
      keep: { period: 'P7Y', from: 'issuedOn', endOf: 'financial-year', citation: 'AWR art. 52(4)' },
    },
  ],
  onErase: 'reduce',
})

export const connectors: Readonly<Record<string, AnyConnector>> = {
  billing: declareConnector('billing', {
    invoices,
    organisations: defineHolding({
      type: Organisation,
      grain: 'record',
      role: 'controller',
      purposes: [{ purpose: 'contract', basis: 'contract', fields: 'all', keep: { with: 'invoices' } }],
      onErase: 'erase',
    }),
    emails: defineHolding({
      type: EmailAddress,
      grain: 'record',
      role: 'controller',
      purposes: [untilAsked],
      onErase: 'erase',
    }),
    preferences: defineHolding({
      type: Preference,
      grain: 'record',
      role: 'controller',
      purposes: [untilAsked],
      onErase: 'erase',
    }),
  }),
  website: declareConnector('website', {
    accounts: defineHolding({
      type: Account,
      grain: 'record',
      role: 'controller',
      purposes: [untilAsked],
      onErase: 'erase',
    }),
    emails: defineHolding({
      type: EmailAddress,
      grain: 'record',
      role: 'controller',
      purposes: [untilAsked],
      onErase: 'erase',
    }),
    logins: defineHolding({
      type: Login,
      grain: 'set',
      role: 'controller',
      purposes: [untilAsked],
      onErase: 'erase',
      dated: 'at',
    }),
    views: defineHolding({
      type: PageView,
      grain: 'set',
      role: 'controller',
      purposes: [untilAsked],
      onErase: 'erase',
      dated: 'viewedAt',
    }),
  }),
  support: declareConnector('support', {
    tickets: defineHolding({
      type: SupportTicket,
      grain: 'record',
      role: 'controller',
      purposes: [untilAsked],
      onErase: 'erase',
    }),
  }),
}

/** Each connector as a system of the same name. */
export function systemsOf(declared: Readonly<Record<string, AnyConnector>>): ReadonlyMap<string, System> {
  return new Map(
    Object.entries(declared).map(([id, connector]) => [
      id,
      {
        id,
        connector,
        failure: null,
        hosts: connector.hosts?.(null) ?? [],
        context: (signal) => ({
          config: null,
          client: null,
          signal,
          now: () => new Date(),
          log: () => undefined,
        }),
      },
    ]),
  )
}
