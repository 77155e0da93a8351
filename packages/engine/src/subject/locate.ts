import { normalizeIdentifier, type Identifier, type Json } from '@rechtop/schema'
import type { Policy } from '../policy/policy.ts'
import type { Seal } from '../store/seal.ts'
import type { System } from '../system/system.ts'
import { addAnswer, askSystem, canonical, noAnswer, type Answer } from './ask-system.ts'
import type { LocatedSubject, MatchDecisions, SubjectInSystem, SubjectMatch } from './located.ts'
import { keyOf, weighMatches, type Known, type Weight } from './weigh.ts'

/** A place where an earlier erasure kept something of whoever has this identifier. */
export type LedgerMatch = { readonly hash: string; readonly system: string; readonly locator: Json }

export type LocateDependencies = {
  readonly systems: ReadonlyMap<string, System>
  readonly policy: Policy
  readonly seal: Seal
  /** One statement for all hashes. */
  readonly remembered: (hashes: readonly string[]) => Promise<readonly LedgerMatch[]>
}

export type SubjectToLocate = {
  readonly identifiers: readonly Identifier[]
  readonly decisions?: MatchDecisions
}

type Search = {
  readonly known: Map<string, Known>
  readonly fresh: Set<string>
  readonly answers: Map<string, Answer>
}

/** Each further round needs something newly learned from a sure match, so few are ever needed. */
const rounds = 4

/**
 * Finds people in all systems. A round asks each system once for all subjects; what a sure match teaches is asked in
 * the next, of the systems that can search by it. What was learned of a party is asked too, and never makes sure.
 */
export async function locateSubjects(
  subjects: readonly SubjectToLocate[],
  dependencies: LocateDependencies,
  signal: AbortSignal,
): Promise<LocatedSubject[]> {
  const { systems, seal, policy } = dependencies
  const searches = subjects.map(({ identifiers }): Search => {
    const known = new Map<string, Known>()
    for (const given of identifiers.map(normalizeIdentifier)) {
      known.set(keyOf(given), { identifier: given, origin: 'given' })
    }
    return {
      known,
      fresh: new Set(known.keys()),
      answers: new Map([...systems.keys()].map((id) => [id, noAnswer()])),
    }
  })
  for (let round = 0; round < rounds && searches.some(({ fresh }) => fresh.size > 0); round += 1) {
    await remember(searches, dependencies)
    await Promise.all([...systems.values()].map((system) => askRound(system, searches, round === 0, signal)))
    for (const search of searches) learn(search, policy)
  }
  return searches.map((search, index) => ({
    identifiers: [...search.known.values()]
      .filter(({ origin }) => origin === 'given')
      .map(({ identifier }) => identifier),
    systems: [...search.answers].map(([id, answer]) =>
      settle(id, answer, weigh(answer, search, policy), seal, subjects[index]?.decisions),
    ),
  }))
}

async function askRound(
  system: System,
  searches: readonly Search[],
  all: boolean,
  signal: AbortSignal,
): Promise<void> {
  const kinds = new Set(system.connector.identifiers)
  const asks = searches.flatMap(({ known, fresh, answers }) => {
    const identifiers = [...fresh].flatMap((key) => known.get(key)?.identifier ?? [])
    const searchable = identifiers.filter(({ kind }) => kinds.has(kind))
    const answer = answers.get(system.id)
    if (answer === undefined || answer.failure !== null) return []
    return searchable.length === 0 && !all ? [] : [{ answer, searchable }]
  })
  if (asks.length === 0) return
  const located = await askSystem(
    system,
    asks.map(({ searchable }) => searchable),
    signal,
  )
  for (const [index, { answer }] of asks.entries()) {
    const said = located[index]
    if (said !== undefined) addAnswer(answer, said)
  }
}

async function remember(
  searches: readonly Search[],
  { seal, remembered }: LocateDependencies,
): Promise<void> {
  const hashes = searches.map(({ fresh }) => [...fresh].map((key) => ledgerHash(key, seal)))
  const places = await remembered([...new Set(hashes.flat())])
  for (const [index, { answers }] of searches.entries()) {
    for (const { hash, system, locator } of places) {
      const matches = answers.get(system)?.matches
      const key = canonical(locator)
      if (matches === undefined || matches.has(key) || !hashes[index]?.includes(hash)) continue
      matches.set(key, { locator, certainty: 'equal', by: [], learned: [], fromLedger: true })
    }
  }
}

/** The keyed hash under which the ledger knows an identifier. */
export const ledgerHash = (key: string, seal: Seal): string => seal.hash('ledger', key)

function learn(search: Search, policy: Policy): void {
  search.fresh.clear()
  for (const answer of search.answers.values()) {
    const weights = weigh(answer, search, policy)
    for (const [index, match] of [...answer.matches.values()].entries()) {
      if (weights[index]?.standing !== 'sure') continue
      for (const { kind, value, of } of match.learned) {
        const identifier = normalizeIdentifier({ kind, value })
        const key = keyOf(identifier)
        const before = search.known.get(key)
        if (
          identifier.value === '' ||
          (before !== undefined && (before.origin !== 'party' || of === 'party'))
        )
          continue
        search.known.set(key, { identifier, origin: of })
        if (before === undefined) search.fresh.add(key)
      }
    }
  }
}

function weigh(answer: Answer, search: Search, policy: Policy): Weight[] {
  return weighMatches([...answer.matches.values()], search.known, policy.roleMailboxes)
}

function settle(
  system: string,
  answer: Answer,
  weights: readonly Weight[],
  seal: Seal,
  decisions: MatchDecisions = { confirmed: [], rejected: [] },
): SubjectInSystem {
  const matches = [...answer.matches].map(([key, match], index): SubjectMatch => {
    const id = matchId(system, key, seal)
    const weight = weights[index] ?? { standing: 'possible', why: 'It was not weighed.' }
    if (decisions.rejected.includes(id))
      return { ...match, id, system, standing: 'rejected', why: 'A person said: not them.' }
    if (weight.standing === 'possible' && decisions.confirmed.includes(id)) {
      return { ...match, id, system, standing: 'confirmed', why: 'A person said that this is the subject.' }
    }
    return { ...match, id, system, ...weight }
  })
  const referrals = [...answer.referrals.values()]
  const status = statusOf(answer, matches, referrals.length)
  return { system, status, matches, referrals, needs: answer.needs, failure: answer.failure }
}

function statusOf(
  answer: Answer,
  matches: readonly SubjectMatch[],
  referrals: number,
): SubjectInSystem['status'] {
  if (answer.failure !== null) return 'failed'
  if (matches.some(({ standing }) => standing === 'sure' || standing === 'confirmed')) return 'found'
  if (matches.some(({ standing }) => standing === 'possible')) return 'possible'
  if (referrals > 0) return 'referred'
  return answer.asked ? 'absent' : 'unsearchable'
}

/** The opaque id of a match. */
export const matchId = (system: string, canonicalLocator: string, seal: Seal): string =>
  seal.hash('match', `${system} ${canonicalLocator}`)
