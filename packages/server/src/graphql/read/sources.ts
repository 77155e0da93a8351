import type { Failure, Page } from '@rechtop/connector'
import { ownMatches, type LocatedSubject, type SubjectInSystem, type SubjectMatch } from '@rechtop/engine'
import type { HoldingOfSystem, StoredRecord } from '../backing.ts'
import type { HoldingPlace } from '../catalogue.ts'
import type { Context } from '../context.ts'
import { gapCodeOf, type GapCode } from '../incomplete.ts'

/** One holding of one match: what records are read from. */
export type Source = HoldingOfSystem & { readonly match: SubjectMatch }
/** A record with its own cursor within its source. */
export type ReadRecord = { readonly record: StoredRecord; readonly source: Source; readonly cursor: string }

/** Where this subject's records of these holdings stand. What cannot be known is told, and makes it not whole. */
export function findSources(
  { engine, incomplete }: Context,
  subject: LocatedSubject,
  places: readonly HoldingPlace[],
): { readonly sources: readonly Source[]; readonly isWhole: boolean } {
  const own = Map.groupBy(ownMatches(subject), ({ system }) => system)
  const answers = new Map(subject.systems.map((answer) => [answer.system, answer]))
  const sources: Source[] = []
  let isWhole = true
  for (const { system: id, name, holding } of places) {
    const code = whyUnknown(answers.get(id))
    if (code !== null) {
      incomplete.add({ system: id, holding: name, code })
      isWhole = false
    }
    const system = engine.systems.get(id)
    if (system === undefined) continue
    const matches = own.get(id) ?? []
    if (holding.unread !== undefined && matches.length > 0) {
      incomplete.add({ system: id, holding: name, code: 'NEVER_SHOWN' })
      isWhole = false
      continue
    }
    for (const match of matches) sources.push({ system, name, holding, match })
  }
  return { sources, isWhole }
}

/** Why a system’s answer leaves open whether it holds something; null when it does not. */
function whyUnknown(answer: SubjectInSystem | undefined): GapCode | null {
  if (answer === undefined) return 'TRANSIENT'
  if (answer.status === 'unsearchable') return 'UNSEARCHABLE'
  return answer.status === 'failed' ? codeOf(answer.failure) : null
}

const codeOf = (failure: Failure | null): GapCode => (failure === null ? 'TRANSIENT' : gapCodeOf(failure))

/** Reads a page of each source, all at once. What could not be read is told, and makes it not whole. */
export async function readSources(
  { records, incomplete }: Context,
  subject: LocatedSubject,
  sources: readonly { readonly source: Source; readonly page: Page }[],
): Promise<{ readonly found: readonly ReadRecord[]; readonly isWhole: boolean }> {
  let isWhole = true
  const found = await Promise.all(
    sources.map(async ({ source, page }) => {
      const { items, failure } = await records.load({ match: source.match, holding: source.name, page })
      if (failure !== null) {
        incomplete.add({ system: source.system.id, holding: source.name, code: gapCodeOf(failure) })
        isWhole = false
      }
      return items.map(({ ref, data, cursor, shared }) => ({
        record: { ...source, subject, ref, data, isShared: shared ?? false },
        source,
        cursor,
      }))
    }),
  )
  return { found: found.flat(), isWhole }
}
