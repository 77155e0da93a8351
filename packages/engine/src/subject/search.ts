import type { Learned } from '@rechtop/connector'
import { normalizeIdentifier, type Identifier } from '@rechtop/schema'
import type { Policy } from '../policy/policy.ts'
import type { Seal } from '../store/seal.ts'
import { noAnswer, type Answer } from './ask-system.ts'
import type { MatchDecisions, MatchStanding } from './located.ts'
import { keyOf, weighMatches, type Known, type Origin } from './weigh.ts'

/** Whom to find. */
export type SubjectToLocate = {
  readonly identifiers: readonly Identifier[]
  readonly decisions?: MatchDecisions
  /** What matches of the same request taught before their data were erased. */
  readonly learned?: readonly Learned[]
  /** What led to matches at earlier looks, before any work: whom only this finds is possible. */
  readonly learnedEarlier?: readonly Learned[]
  /** Matches, by id, that were only possible at an earlier look: they stay so until a person has said. */
  readonly doubted?: readonly string[]
}

/** The search for one subject, over the rounds. */
export type Search = {
  readonly known: Map<string, Known>
  /** What was learned and not asked yet. */
  readonly fresh: Set<string>
  readonly answers: Map<string, Answer>
  readonly decisions: MatchDecisions
  readonly doubted: ReadonlySet<string>
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
    doubted: new Set(subject.doubted),
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
  const matches = [...(answers.get(system)?.matches ?? [])]
  const weights = weighMatches(
    matches.map(([, match]) => match),
    known,
    policy.roleMailboxes,
  )
  return matches.map(([key, match], index) => {
    const id = matchId(system, key, seal)
    const weight = weights[index] ?? { standing: 'possible', why: 'It was not weighed.' }
    if (decisions.rejected.includes(id)) return { id, standing: 'rejected', why: 'A person said: not them.' }
    if (decisions.confirmed.includes(id) && (weight.standing === 'possible' || doubted.has(id))) {
      return { id, standing: 'confirmed', why: 'A person said that this is the subject.' }
    }
    if (doubted.has(id)) {
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
