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
export type VaultPerson = { readonly email: string; notes: VaultNote[]; footprints: number }

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

/** `unread`: it also holds footprints, which it never shows; `counted`: which it counts. All of them are old. */
export function createVault(
  options: { readonly unread?: boolean; readonly counted?: boolean } = {},
  change: Partial<AnyConnector> = {},
): Vault {
  const vault: Omit<Vault, 'connector'> = { people: [], files: new Map(), read: [], erased: [] }
  const notes = defineHolding({ ...own, type: Note, grain: 'record' })
  const counted = defineHolding({ ...own, type: Footprint, grain: 'set', dated: 'at' })
  const footprints = options.counted === true ? counted : { ...counted, unread: reason }
  const holdsFootprints = options.unread === true || options.counted === true
  const personAt = (locator: Json): VaultPerson | undefined =>
    vault.people.find(({ email }) => email === locator)
  const holdings: Holdings = holdsFootprints ? { notes, footprints } : { notes }
  const connector: AnyConnector = defineConnector({
    name: 'vault',
    contract: 1,
    config: z.unknown(),
    locator: z.json(),
    identifiers: ['email'],
    holdings,
    processor: { name: 'nobody', country: 'NL' },
    backupHorizon: 'P1D',
    gaps: [],
    open: async () => null,
    close: async () => {},
    check: async () => [],
    find: async (subjects) =>
      subjects.map((subject) => {
        const by = subject.find(({ value }) => vault.people.some(({ email }) => email === value))
        if (by === undefined) return { status: 'absent', by: ['email'] } as const
        const match = { locator: by.value, certainty: 'equal', by: [by], learned: [] } as const
        return { status: 'found', matches: [match], referrals: [] } as const
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
            person.footprints = 0
            return { status: 'done', count } as const
          }
          const left = person.notes.filter(({ ref }) => !select.refs.includes(ref))
          const count = person.notes.length - left.length
          person.notes = left
          return { status: 'done', count } as const
        }),
      ),
    ...(options.counted === true && {
      count: async (locators, asks) =>
        locators.map((locator) => asks.map(() => personAt(locator)?.footprints ?? 0)),
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
