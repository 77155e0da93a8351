import { createHash } from 'node:crypto'
import { transient, unusable, type Failure } from '@rechtop/connector'
import {
  Policy,
  type Engine,
  type LocatedSubject,
  type Plan,
  type Read,
  type ReadOrder,
  type SubjectInSystem,
  type SubjectMatch,
  type System,
} from '@rechtop/engine'
import { identifierProblem, normalizeIdentifier, type Identifier } from '@rechtop/schema'
import { connectors, systemsOf } from './connectors.ts'
import { createMemoryRequests, type MemoryRequests } from './memory-requests.ts'

/** What one person has, per system and holding. */
export type Person = {
  readonly email: string
  readonly standing?: 'sure' | 'possible'
  readonly holds: Readonly<Record<string, Readonly<Record<string, readonly unknown[]>>>>
}

export type MemoryEngine = Engine & {
  readonly requests: MemoryRequests
  /** How often it was called, and with how much. */
  readonly calls: {
    readonly locate: number[]
    readonly read: { system: string; orders: readonly ReadOrder[] }[]
    plan: number
  }
  /** Systems that cannot be searched or reached now. */
  readonly unsearchable: Set<string>
  readonly down: Map<string, Failure>
  /** Holdings that cannot be read, after so many items. */
  readonly broken: Map<string, { failure: Failure; after: number }>
  isReady: boolean
}

const hash = (...parts: readonly string[]): string =>
  createHash('sha256').update(JSON.stringify(parts)).digest('base64url')

/** An engine over people in memory, for tests of the API alone. */
export function createMemoryEngine(
  people: readonly Person[],
  systems: ReadonlyMap<string, System> = systemsOf(connectors),
): MemoryEngine {
  const byEmail = new Map(people.map((person) => [person.email, person]))
  const byMatch = new Map<string, Person>()
  const calls: MemoryEngine['calls'] = { locate: [], read: [], plan: 0 }
  const unsearchable = new Set<string>()
  const down = new Map<string, Failure>()
  const broken = new Map<string, { failure: Failure; after: number }>()

  const answer = (
    system: string,
    identifiers: readonly Identifier[],
    confirmed: readonly string[],
  ): SubjectInSystem => {
    const nothing = { system, matches: [], referrals: [], needs: [], failure: null }
    const failure = down.get(system)
    if (failure !== undefined) return { ...nothing, status: 'failed', failure }
    if (unsearchable.has(system)) return { ...nothing, status: 'unsearchable', needs: ['customerNumber'] }
    const by = identifiers.map(normalizeIdentifier)
    const person = by.map(({ value }) => byEmail.get(value)).find((one) => one?.holds[system] !== undefined)
    if (person === undefined) return { ...nothing, status: 'absent' }
    const id = hash(system, person.email)
    byMatch.set(id, person)
    const standing = confirmed.includes(id) ? 'confirmed' : (person.standing ?? 'sure')
    const match: SubjectMatch = {
      id,
      system,
      locator: person.email,
      standing,
      why: 'its e-mail address is the asked one',
      by,
      learned: [],
      fromLedger: false,
    }
    return { ...nothing, status: standing === 'possible' ? 'possible' : 'found', matches: [match] }
  }

  const engine: MemoryEngine = {
    calls,
    unsearchable,
    down,
    broken,
    isReady: true,
    policy: Policy.parse({ controller: { name: 'MailCamp', contact: 'privacy@mailcamp.example' } }),
    systems,
    criteria: new Map(
      [...systems.keys()]
        .slice(0, 1)
        .map((system) => [
          'old',
          { id: 'old', label: 'Old.', system, holding: 'names', olderThan: 'P1M' } as const,
        ]),
    ),
    async due(criterion, { first, after }) {
      if (!engine.criteria.has(criterion)) return null
      const from = after === undefined ? 0 : Number(after) + 1
      const items = people.slice(from, from + first).map(({ email }, index) => ({
        identifiers: [{ kind: 'email', value: email } as const],
        cursor: String(from + index),
      }))
      const failure = down.get(engine.criteria.get(criterion)?.system ?? '') ?? null
      const nextCursor = people.length > from + first ? String(from + first - 1) : null
      return failure === null ? { items, nextCursor, failure } : { items: [], nextCursor: null, failure }
    },
    requests: createMemoryRequests(),
    problemsOf: (identifiers) =>
      identifiers.flatMap((identifier, index) => {
        const message = identifierProblem(identifier)
        return message === null ? [] : [{ index, message }]
      }),
    async locate(subjects) {
      calls.locate.push(subjects.length)
      return subjects.map(({ identifiers, decisions }) => ({
        identifiers,
        systems: [...systems.keys()].map((system) => answer(system, identifiers, decisions?.confirmed ?? [])),
      }))
    },
    async read(system, orders) {
      calls.read.push({ system, orders })
      return readFrom(system, orders)
    },
    async plans(subjects) {
      calls.plan += 1
      return subjects.map(planOf)
    },
    ready: async () => engine.isReady,
    check: async (system) => {
      const failure = down.get(system)
      return failure === undefined ? [] : [unusable(failure)]
    },
    recordId: hash,
    start: async () => undefined,
    stop: async () => undefined,
  }

  function readFrom(system: string, orders: readonly ReadOrder[]): Read {
    const failures: { system: string; holding: string; failure: Failure }[] = []
    const items = orders.flatMap(({ match, holdings }, of) =>
      Object.entries(holdings).flatMap(([holding, { after, first }]) => {
        const records = byMatch.get(match.id)?.holds[system]?.[holding] ?? []
        const from = after === undefined ? 0 : Number(after) + 1
        const trouble = broken.get(`${system}.${holding}`)
        if (trouble !== undefined) failures.push({ system, holding, failure: trouble.failure })
        return records
          .map((data, index) => ({
            of,
            holding,
            ref: `${holding}-${index}`,
            cursor: String(index),
            data,
            match: match.id,
          }))
          .slice(from, first === undefined ? undefined : from + first)
          .slice(0, trouble?.after)
      }),
    )
    return { items, failures }
  }

  function planOf(subject: LocatedSubject): Plan {
    const lines = subject.systems.flatMap(({ system, matches }) =>
      matches.flatMap(({ id, standing }) =>
        standing === 'possible'
          ? []
          : Object.entries(byMatch.get(id)?.holds[system] ?? {}).map(([holding, records]) => ({
              system,
              match: id,
              holding,
              action: holding === 'invoices' ? ('reduce' as const) : ('erase' as const),
              grain: systems.get(system)?.connector.holdings[holding]?.grain ?? 'record',
              count: records.length,
              refs: records.map((_record, index) => `${holding}-${index}`),
              ceiling: null,
              before: null,
              fields: holding === 'invoices' ? ['contactNote'] : [],
              basis: holding === 'invoices' ? ('legal-obligation' as const) : null,
              citation: holding === 'invoices' ? 'AWR art. 52(4)' : null,
              until: holding === 'invoices' ? '2032-12-31' : null,
              controller: null,
              why: 'because of its holding',
              fingerprints: [],
              reduced: {},
            })),
      ),
    )
    const incomplete = subject.systems
      .filter(({ status }) => status === 'failed')
      .map(({ system }) => ({ system, holding: null, reason: 'failed' as const, failure: transient }))
    return { digest: hash(JSON.stringify(lines)), complete: incomplete.length === 0, lines, incomplete }
  }
  return engine
}
