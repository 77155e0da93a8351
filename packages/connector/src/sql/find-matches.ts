import { Identifier, identifierKinds, identifierProblem, normalizeIdentifier } from '@rechtop/schema'
import { z } from 'zod'
import type { Learned, Match } from '../find.ts'
import { isPlaceholder } from './emptying.ts'
import type { Asked } from './find.ts'
import { fromJson } from './from-json.ts'
import { asStored, searchedColumns } from './identifier-column.ts'
import type { SqlLocator } from './locator.ts'
import type { Match as MatchTable, Matches } from './resolved.ts'
import { rowsOf, type Session } from './session.ts'
import { statementsOf, type AskedIdentifier } from './statements.ts'

/** What a row tells of its person, as it stands there. */
export const Stored = z.object({
  kind: z.enum(identifierKinds),
  value: z.string().nullable(),
  party: z.boolean(),
})
export type Stored = z.infer<typeof Stored>

const Hit = z.object({
  asked: z.number(),
  key: z.string(),
  learned: fromJson(z.array(Stored)),
  restricted: z.coerce.boolean(),
})
type Hit = z.infer<typeof Hit>

/** The matches per subject: tables in the order of their declaration, rows in the order of their keys. */
export async function findMatches(
  tables: Matches,
  asked: readonly Asked[],
  session: Session,
): Promise<Map<number, Match<SqlLocator>[]>> {
  const found = new Map<number, Match<SqlLocator>[]>()
  for (const [name, table] of Object.entries(tables)) {
    const rows = askedOf(table, asked)
    if (rows.length === 0) continue
    const hits = await rowsOf(session, statementsOf(table.table).matches(table, rows), Hit)
    for (const [subject, ofSubject] of Map.groupBy(hits, (hit) => asked[hit.asked]?.subject)) {
      if (subject === undefined) continue
      const matches = found.get(subject) ?? []
      for (const [key, ofRow] of Map.groupBy(ofSubject, (hit) => hit.key)) {
        const match = matchOf(ofRow, asked)
        if (match !== null) matches.push({ locator: { match: name, key }, ...match })
      }
      found.set(subject, matches)
    }
  }
  return found
}

/**
 * What hit a row. The database folds case by its own rules (İ becomes i in some locales), so only what is equal in our
 * normal form counts as equal. Nine digits in a row are no proof that two numbers are one.
 */
function matchOf(hits: readonly Hit[], asked: readonly Asked[]): Omit<Match<SqlLocator>, 'locator'> | null {
  const by = [...new Set(hits.flatMap((hit) => asked[hit.asked]?.identifier ?? []))]
  const stored = hits.flatMap((hit) => hit.learned)
  const isEqual = ({ kind, value }: Identifier): boolean => {
    if (kind !== 'email') return kind !== 'phone'
    return stored.some(
      (one) => one.kind === kind && normalizeIdentifier({ kind, value: one.value ?? '' }).value === value,
    )
  }
  const certain = by.some(isEqual)
  const [first, ...more] = certain ? by.filter((one) => one.kind === 'phone' || isEqual(one)) : by
  if (first === undefined) return null
  return {
    certainty: certain ? 'equal' : 'similar',
    by: [first, ...more],
    learned: learnedFrom(stored),
    ...(hits[0]?.restricted === true && { restricted: true }),
  }
}

function askedOf(table: MatchTable, asked: readonly Asked[]): AskedIdentifier[] {
  const columns = new Map(searchedColumns(table.identifiers).map((column) => [column.kind, column]))
  return asked.flatMap(({ identifier: { kind, value } }, index) => {
    const column = columns.get(kind)
    const stored = column === undefined ? null : asStored(column, value)
    return stored === null ? [] : { asked: index, kind, value: stored }
  })
}

/** The identifiers that rows tell, in their normal form, each once; what is none, or only a placeholder, is left out. */
export function learnedFrom(stored: readonly Stored[]): Learned[] {
  const learned = new Map<string, Learned>()
  for (const { kind, value, party } of stored) {
    if (value === null || isPlaceholder(value)) continue
    const parsed = Identifier.safeParse(normalizeIdentifier({ kind, value }))
    // what is stored need not look like an identifier; then nothing can be searched by it
    if (!parsed.success || identifierProblem(parsed.data) !== null) continue
    const of = party ? 'party' : 'person'
    learned.set(`${kind} ${parsed.data.value} ${of}`, { ...parsed.data, of })
  }
  return [...learned.values()]
}
