import type { Learned } from '@rechtop/connector'
import { normalizeIdentifier, type Identifier } from '@rechtop/schema'
import type { Policy } from '../policy/policy.ts'
import type { Seal } from '../store/seal.ts'
import { noAnswer, type Answer, type FoundMatch } from './ask-system.ts'
import type { MatchDecisions, MatchStanding } from './located.ts'
import { keyOf, weighMatches, type Known, type Origin } from './weigh.ts'

/** A match that was only possible at an earlier look: it stays so until a person has said. */
export type Doubt = {
  readonly id: string
  /** What had hit it, by `keyOf`: should something else identify it now, the doubt is over. Null: nothing but a word ends it. */
  readonly hitBy: readonly string[] | null
}

/** Whom to find. */
export type SubjectToLocate = {
  readonly identifiers: readonly Identifier[]
  readonly decisions?: MatchDecisions
  /** What matches of the same request taught before their data were erased. */
  readonly learned?: readonly Learned[]
  /** What led to matches at earlier looks, before any work: whom only this finds is possible. */
  readonly learnedEarlier?: readonly Learned[]
  readonly doubted?: readonly Doubt[]
}

/** The search for one subject, over the rounds. */
export type Search = {
  readonly known: Map<string, Known>
  /** What was learned and not asked yet. */
  readonly fresh: Set<string>
  readonly answers: Map<string, Answer>
  readonly decisions: MatchDecisions
  /** By match id. */
  readonly doubted: ReadonlyMap<string, Doubt>
  /** Places that the ledger remembers, by id, and that have nothing in them any more. */
  readonly empty: Set<string>
  /** What was learned at an earlier look. */
  readonly earlier: readonly Learned[]
}

/** A match with what it stands for, a person's word included. */
export type Standing = { readonly id: string; readonly standing: MatchStanding; readonly why: string }

export function startSearch(subject: SubjectToLocate, systems: Iterable<string>): Search {
  const search: Search = {
    known: new Map(),
    fresh: new Set(),
    answers: new Map([...systems].map((id) => [id, noAnswer()])),
    decisions: subject.decisions ?? { confirmed: [], rejected: [] },
    doubted: new Map(subject.doubted?.map((doubt) => [doubt.id, doubt])),
    empty: new Set(),
    earlier: subject.learnedEarlier ?? [],
  }
  for (const identifier of subject.identifiers.map(normalizeIdentifier)) {
    search.known.set(keyOf(identifier), { identifier, origin: 'given' })
    search.fresh.add(keyOf(identifier))
  }
  for (const learned of subject.learned ?? []) add(search, learned)
  return search
}

/** What each match of one system stands for. */
export function standingsOf(
  system: string,
  { answers, known, decisions, doubted }: Search,
  policy: Policy,
  seal: Seal,
): Standing[] {
  const matches = [...(answers.get(system)?.matches ?? [])].map(([key, match]) => {
    const id = matchId(system, key, seal)
    return { id, match, doubt: doubted.get(id) }
  })
  const weights = weighMatches(
    matches.map(({ match, doubt }) => beyondDoubt(match, doubt)),
    known,
    policy.roleMailboxes,
  )
  return matches.map(({ id, match, doubt }, index) => {
    const weight = weights[index] ?? { standing: 'possible', why: 'It was not weighed.' }
    const isDoubted = doubt !== undefined && (doubt.hitBy === null || weight.standing === 'possible')
    if (decisions.rejected.includes(id)) return { id, standing: 'rejected', why: 'A person said: not them.' }
    if (decisions.confirmed.includes(id) && (weight.standing === 'possible' || isDoubted)) {
      return { id, standing: 'confirmed', why: 'A person said that this is the subject.' }
    }
    if (isDoubted) {
      return {
        id,
        standing: 'possible',
        why: 'It was only possible at an earlier look; nobody has said since.',
      }
    }
    if (match.doubt !== null) return { id, standing: 'possible', why: match.doubt }
    return { id, ...weight }
  })
}

/** A match by what did not hit it when it was doubted. */
function beyondDoubt(match: FoundMatch, doubt: Doubt | undefined): FoundMatch {
  const old = doubt?.hitBy
  if (old == null) return match
  return { ...match, equal: new Set([...match.equal].filter((key) => !old.includes(key))) }
}

/** Learns from the matches that are the subject, for the next round. A rejected match teaches nothing. */
export function learn(search: Search, policy: Policy, seal: Seal): void {
  search.fresh.clear()
  for (const [system, { matches }] of search.answers) {
    const standings = standingsOf(system, search, policy, seal)
    for (const [index, match] of [...matches.values()].entries()) {
      const standing = standings[index]?.standing
      if (standing === 'sure' || standing === 'confirmed') for (const one of match.learned) add(search, one)
    }
  }
}

/** Goes on to what was learned at an earlier look, and not at this one. */
export function learnEarlier(search: Search): void {
  search.fresh.clear()
  for (const learned of search.earlier) add(search, learned, learned.of === 'party' ? 'party' : 'earlier')
}

function add(search: Search, { kind, value, of }: Learned, origin: Origin = of): void {
  const identifier = normalizeIdentifier({ kind, value })
  const key = keyOf(identifier)
  const before = search.known.get(key)
  const isBetter = before === undefined || (origin === 'person' && before.origin !== 'given')
  if (identifier.value === '' || !isBetter) return
  search.known.set(key, { identifier, origin })
  if (before === undefined) search.fresh.add(key)
}

/** The opaque id of a match. */
export const matchId = (system: string, canonicalLocator: string, seal: Seal): string =>
  seal.hash('match', `${system} ${canonicalLocator}`)
