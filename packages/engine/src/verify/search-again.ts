import { identifiersOf } from '../request/request-row.ts'
import type { Seal } from '../store/seal.ts'
import type { RequestRow } from '../store/table.ts'
import { learnedBefore, taughtBefore, undecidedBefore } from '../subject/earlier-matches.ts'
import type { LocatedSubject } from '../subject/located.ts'
import type { SubjectToLocate } from '../subject/search.ts'

/** How a subject is looked for after the work: also by what was learned of them, which may be erased by now. */
export function searchAgain(row: RequestRow, before: LocatedSubject, seal: Seal): SubjectToLocate {
  const { decisions } = row
  const identifiers = identifiersOf(row, seal)
  return {
    identifiers,
    decisions,
    learned: learnedBefore(before, decisions, 'all'),
    learnedEarlier: taughtBefore(before, decisions),
    doubted: undecidedBefore(before, 'all'),
  }
}
