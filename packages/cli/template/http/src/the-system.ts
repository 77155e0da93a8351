import { defineConnector, defineHolding, FailureError, permanent, unauthorized } from '@rechtop/connector'
import { bearerToken, createHttpClient } from '@rechtop/connector/http'
import { z } from 'zod'
import { TheSystemPerson } from './person-record.ts'

const TheSystemConfig = z.strictObject({
  origin: z.url({ protocol: /^https?$/, error: 'write the address of the system, https://api.example.com' }),
  token: z.string().regex(/^\S+$/, 'write the token, without spaces'),
})

const people = defineHolding({
  type: TheSystemPerson,
  grain: 'record',
  role: 'controller',
  purposes: [{ purpose: 'undecided', basis: 'contract', fields: 'all', keep: 'until-asked' }],
  onErase: 'erase',
})

const concurrency = 4

// one for all four, so that a test run shows it once
const notWritten = new FailureError(permanent('not written yet'))

/** The people in the-system. */
export const theSystem = defineConnector({
  name: 'the-system',
  contract: 1,
  config: TheSystemConfig,
  locator: z.strictObject({ personId: z.string() }),
  identifiers: ['email'],
  holdings: { people },
  processor: { name: 'undecided', country: 'NL' },
  backupHorizon: 'P30D',
  gaps: [],
  concurrency,
  hosts: ({ origin }) => [new URL(origin).host],

  open: async ({ origin, token }) =>
    createHttpClient({
      origin,
      credentials: bearerToken(token),
      concurrency,
      budgets: () => [{ name: 'ratelimit', calls: 60, seconds: 60 }],
      refused: () => unauthorized('a token that may read and delete people'),
    }),
  close: (client) => client.close(),

  // Can we reach it, and may the token do all that is declared here?
  async check() {
    throw notWritten
  },

  // For each subject, in their order: found, absent, unsearchable or failed. `client.request` sends a request.
  async find() {
    throw notWritten
  },

  // Make it `async *export(orders, { client, signal, now, pace })`, and yield each record with its order, ref and cursor.
  export() {
    throw notWritten
  },

  // Look at the state before each call that deletes, so that a crash in between leads to no second effect.
  async erase() {
    throw notWritten
  },
})
