import type { Policy } from '../policy/policy.ts'
import type { Seal } from '../store/seal.ts'
import type { System } from '../system/system.ts'
import { addAnswer, askSystem, type Answer } from './ask-system.ts'
import type { LocatedSubject, SubjectInSystem, SubjectMatch } from './located.ts'
import { checkRecalled, recall, type Remembered } from './recall.ts'
import { learn, learnEarlier, standingsOf, startSearch, type Search, type SubjectToLocate } from './search.ts'

export type LocateDependencies = {
  readonly systems: ReadonlyMap<string, System>
  readonly policy: Policy
  readonly seal: Seal
  readonly remembered: Remembered
}

/** Each further round needs something newly learned from a match that is the subject, so few are ever needed. */
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
  const { systems, seal, policy, remembered } = dependencies
  const searches = subjects.map((subject) => startSearch(subject, systems.keys()))
  for (let round = 0; round < rounds && searches.some(({ fresh }) => fresh.size > 0); round += 1) {
    await recall(searches, remembered, seal)
    await Promise.all(
      [...systems.values()].map((system) =>
        askRound(system, searches, round === 0 ? 'first' : 'next', signal),
      ),
    )
    for (const search of searches) learn(search, policy, seal)
  }
  for (const search of searches) learnEarlier(search)
  if (searches.some(({ fresh }) => fresh.size > 0)) {
    await recall(searches, remembered, seal)
    await Promise.all([...systems.values()].map((system) => askRound(system, searches, 'last', signal)))
  }
  await Promise.all([...systems.values()].map((system) => checkRecalled(system, searches, seal, signal)))
  return searches.map((search) => ({
    identifiers: [...search.known.values()]
      .filter(({ origin }) => origin === 'given')
      .map(({ identifier }) => identifier),
    systems: [...search.answers].map(([id, answer]) => settle(id, answer, search, dependencies)),
    ...(search.empty.size > 0 && { empty: [...search.empty] }),
  }))
}

/** `first`: everybody is asked; `next`: who can be by what is new; `last`: by what was learned at an earlier look only. */
type Round = 'first' | 'next' | 'last'

async function askRound(
  system: System,
  searches: readonly Search[],
  which: Round,
  signal: AbortSignal,
): Promise<void> {
  const kinds = new Set(system.connector.identifiers)
  const asks = searches.flatMap(({ known, fresh, answers }) => {
    const identifiers = [...fresh].flatMap((key) => known.get(key)?.identifier ?? [])
    const searchable = identifiers.filter(({ kind }) => kinds.has(kind))
    const answer = answers.get(system.id)
    if (answer === undefined || answer.failure !== null) return []
    return searchable.length === 0 && which !== 'first' ? [] : [{ answer, searchable }]
  })
  if (asks.length === 0) return
  const located = await askSystem(
    system,
    asks.map(({ searchable }) => searchable),
    signal,
  )
  for (const [index, { answer }] of asks.entries()) {
    const said = located[index]
    if (said !== undefined) addAnswer(answer, said, which === 'last')
  }
}

function settle(
  system: string,
  answer: Answer,
  search: Search,
  { policy, seal }: LocateDependencies,
): SubjectInSystem {
  const standings = standingsOf(system, search, policy, seal)
  const matches = [...answer.matches.values()].flatMap(
    ({ locator, by, learned, fromLedger }, index): SubjectMatch[] => {
      const standing = standings[index]
      return standing === undefined ? [] : [{ system, locator, by, learned, fromLedger, ...standing }]
    },
  )
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
