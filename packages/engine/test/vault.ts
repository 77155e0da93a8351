import {
  defineConnector,
  defineHolding,
  defineRecordType,
  FailureError,
  field,
  permanent,
  text,
  type AnyConnector,
  type FileReference,
  type Holdings,
  type Match,
} from '@rechtop/connector'
import type { Json } from '@rechtop/schema'
import { z } from 'zod'

const Note = defineRecordType({
  name: 'VaultNote',
  category: 'communication',
  description: 'For tests.',
  fields: { text: field('communication', text(), 'A text.') },
})
const Footprint = defineRecordType({
  name: 'VaultFootprint',
  category: 'browsing',
  description: 'For tests.',
  fields: {
    page: field('browsing', text(), 'Which page.'),
    at: field('browsing', text('date-time'), 'When.'),
  },
})

const untilAsked = { purpose: 'serving', basis: 'contract', fields: 'all', keep: 'until-asked' } as const
const own = { role: 'controller', onErase: 'erase', purposes: [untilAsked] } as const

export type VaultNote = {
  readonly ref: string
  readonly text: string
  readonly files?: readonly FileReference[]
}
export type VaultPerson = {
  readonly email: string
  readonly customerNumber?: string
  notes: VaultNote[]
  footprints: number
}

/** A system in memory: its people, its files by id, and a connector of which a test can change any verb. */
export type Vault = {
  readonly people: VaultPerson[]
  readonly files: Map<string, () => AsyncIterable<Uint8Array>>
  /** The ids of the files that were asked for, and the holdings that were erased. */
  readonly read: string[]
  readonly erased: string[]
  readonly connector: AnyConnector
}

export const reason = 'The system has no way to list them.'

export type VaultOptions = {
  /** It also holds footprints, which it never shows. */
  readonly unread?: boolean
  /** It also holds footprints, and says how many: all of them are old. */
  readonly counted?: boolean
  /** It counts its footprints and keeps them for seven years: all of them are new. */
  readonly keeps?: boolean
  /** By what its people are found; left out: by their e-mail address. */
  readonly by?: readonly ['email' | 'customerNumber', ...('email' | 'customerNumber')[]]
}

export function createVault(options: VaultOptions = {}, change: Partial<AnyConnector> = {}): Vault {
  const vault: Omit<Vault, 'connector'> = { people: [], files: new Map(), read: [], erased: [] }
  const notes = defineHolding({ ...own, type: Note, grain: 'record' })
  const steps = { ...own, type: Footprint, grain: 'set', dated: 'at' } as const
  const period = { ...untilAsked, keep: { period: 'P7Y', from: 'at', citation: 'a law' } } as const
  const purposes = options.keeps === true ? ([period] as const) : steps.purposes
  const isCounted = options.counted === true || options.keeps === true
  const footprints = defineHolding(isCounted ? { ...steps, purposes } : { ...steps, unread: reason })
  const by = options.by ?? ['email']
  const personAt = (locator: Json): VaultPerson | undefined =>
    vault.people.find(({ email }) => email === locator)
  const hasFootprints = options.unread === true || isCounted
  const holdings: Holdings = hasFootprints ? { notes, footprints } : { notes }
  const connector: AnyConnector = defineConnector({
    name: 'vault',
    contract: 1,
    config: z.unknown(),
    locator: z.json(),
    identifiers: by,
    holdings,
    processor: { name: 'nobody', country: 'NL' },
    backupHorizon: 'P1D',
    gaps: [],
    open: async () => null,
    close: async () => {},
    check: async () => [],
    find: async (subjects) =>
      subjects.map((subject) => {
        const found = vault.people.flatMap((person): Match<Json>[] => {
          const [hit, ...more] = subject.filter(({ kind, value }) =>
            by.some((one) => one === kind && person[one] === value),
          )
          if (hit === undefined) return []
          return [{ locator: person.email, certainty: 'equal', by: [hit, ...more], learned: [] }]
        })
        if (found.length === 0) return { status: 'absent', by } as const
        return { status: 'found', matches: found, referrals: [] } as const
      }),
    async *export(orders) {
      for (const [of, { locator, holdings: asked }] of orders.entries()) {
        if ('footprints' in asked) throw new TypeError('what is never shown was asked for')
        if (!('notes' in asked)) continue
        for (const { ref, text: content, files } of personAt(locator)?.notes ?? []) {
          const data = { text: content }
          yield { of, holding: 'notes', ref, cursor: ref, data, ...(files !== undefined && { files }) }
        }
      }
    },
    erase: async (orders) =>
      orders.map(({ locator, lines }) =>
        lines.map(({ holding, select }) => {
          const person = personAt(locator)
          vault.erased.push(holding)
          if (person === undefined) return { status: 'done', count: 0 } as const
          if ('all' in select) {
            const count = person.footprints
            if (count > select.ceiling) return { status: 'stale', refs: [] } as const
            person.footprints = 0
            return { status: 'done', count } as const
          }
          const left = person.notes.filter(({ ref }) => !select.refs.includes(ref))
          const count = person.notes.length - left.length
          person.notes = left
          return { status: 'done', count } as const
        }),
      ),
    ...(isCounted && {
      count: async (locators, asks) =>
        locators.map((locator) =>
          asks.map(({ before }) =>
            before !== undefined && options.keeps === true ? 0 : (personAt(locator)?.footprints ?? 0),
          ),
        ),
    }),
    async *readFile({ file }) {
      vault.read.push(file)
      const pieces = vault.files.get(file)
      if (pieces === undefined) throw new FailureError(permanent('there is no such file'))
      yield* pieces()
    },
  })
  return { ...vault, connector: { ...connector, ...change } }
}
