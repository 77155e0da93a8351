import { normalizeIdentifier, strength, type Identifier } from '@rechtop/schema'
import { sql, type SQL } from 'drizzle-orm'
import { z } from 'zod'
import { FailureError, permanent } from '../failure.ts'
import type { Holdings } from '../holding.ts'
import type { Due, DueAsk } from '../right.ts'
import { askedRows } from './asked.ts'
import { stillOpen } from './export.ts'
import { learnedFrom, Stored } from './find-matches.ts'
import { fromJson } from './from-json.ts'
import { searchedColumns } from './identifier-column.ts'
import { keyTypeOf } from './key-type.ts'
import type { SqlLocator } from './locator.ts'
import { joinsOfPath, lastOfPath } from './owner-path.ts'
import { chunk } from './page.ts'
import { learnedOf } from './postgresql/matches.ts'
import { askedKey, askedKeyColumns, isAfterAskedKey } from './record-key.ts'
import type { Identifying, Match, Resolved, RowHolding } from './resolved.ts'
import { cutOf, dateColumnOf, datedBefore, isThere } from './rows.ts'
import { rowsOf, type Session } from './session.ts'

/** What one ask still wants, after the match with this key. */
type Open = { of: number; before: string | null; after: readonly string[] | null; left: number }

const Row = z.object({ of: z.number(), key: z.array(z.string()), told: fromJson(z.array(Stored)) })

/** Whether some holding can be cut by date. */
export function canTellDue({ holdings }: Resolved): boolean {
  return Object.values(holdings).some((holding) => dateColumnOf(holding) !== null)
}

/**
 * The matches under which a record of the holding is dated before, in the order of their keys; the cursor is the key.
 * One statement per holding for all asks together, and again while an ask wants more than a chunk. Throws before any
 * statement when a holding has no date, or a cursor is none of its matches.
 */
export async function* due(
  declaration: Resolved,
  asks: readonly DueAsk<Holdings>[],
  session: Session,
): AsyncGenerator<Due<SqlLocator>> {
  const asked = asks.map((ask, of) => ({ name: ask.holding, ...openOf(declaration, ask, of) }))
  for (const [name, ofHolding] of Map.groupBy(asked, (ask) => ask.name)) {
    const { holding, match } = partsOf(declaration, name)
    let open: readonly Open[] = ofHolding.filter(({ left }) => left > 0)
    while (open.length > 0) {
      const rows = await rowsOf(session, statement(holding, match, open), Row)
      for (const { of, key, told } of rows) {
        const [cursor = ''] = key
        const by = whoIs(match.identifiers, told)
        yield { of, locator: { match: holding.rows.match, key: cursor }, by, cursor }
      }
      open = stillOpen(
        open,
        Map.groupBy(rows, (row) => row.of),
      )
    }
  }
}

/** What names the person alone, and is stored in a form that it is found by. */
function whoIs(identifiers: readonly Identifying[], told: readonly Stored[]): Identifier[] {
  const found = told.filter(({ kind, value }) => {
    if (value === null || value !== value.normalize('NFC')) return false
    const column = identifiers.find((one) => one.kind === kind)
    return column?.normalized !== true || value === normalizeIdentifier({ kind, value }).value
  })
  return learnedFrom(found)
    .filter(({ kind, of }) => of === 'person' && strength[kind] === 'strong')
    .map(({ kind, value }) => ({ kind, value }))
}

type Parts = { readonly holding: RowHolding; readonly match: Match }

function partsOf({ holdings, matches }: Resolved, name: string): Parts {
  const holding = Object.hasOwn(holdings, name) ? holdings[name] : undefined
  const match = holding === undefined ? undefined : matches[holding.rows.match]
  if (holding === undefined || match === undefined) {
    throw new FailureError(permanent('there is no such holding'))
  }
  return { holding, match }
}

function openOf(
  declaration: Resolved,
  { holding: name, before, first, after }: DueAsk<Holdings>,
  of: number,
): Open {
  const { holding, match } = partsOf(declaration, name)
  if (dateColumnOf(holding) === null) {
    throw new FailureError(permanent('this holding cannot be cut by date'))
  }
  if (after !== undefined && keyTypeOf(match.key)?.fits(after) !== true) {
    throw new FailureError(permanent('a cursor is not one of this holding'))
  }
  return { of, before: cutOf(holding, before), after: after === undefined ? null : [after], left: first }
}

function statement(holding: RowHolding, match: Match, open: readonly Open[]): SQL {
  const { rows } = holding
  const { table, key, where } = match
  const asked = open.map(({ of, before, after, left }) => ({
    of,
    before,
    later: after !== null,
    first: Math.min(left, chunk),
    ...askedKey(after ?? []),
  }))
  const isMatch = where === null ? sql`true` : sql`(${where})`
  // a scope of its own, since the records can be the rows of the matches themselves
  const dated = sql`select ${lastOfPath(rows.owner)} from ${rows.table}${joinsOfPath(rows.owner)}
    where ${isThere(rows)} and ${datedBefore(holding, sql`asked.before`)}`
  const page = (
    from: SQL,
  ): SQL => sql`(select ${key} as key, ${told} as told, row_number() over (order by ${key}) as place
    from ${table} where ${key} in (${dated}) and ${isMatch} and ${from} order by ${key} limit asked.first)`
  const told = learnedOf(searchedColumns(match.identifiers), key)
  // two branches rather than an OR, so that the index on the key takes up where the last page ended
  const first = page(sql`not asked.later`)
  const later = page(sql`asked.later and ${isAfterAskedKey([key])}`)
  return sql`with ${askedRows(asked, `"of" int, before text, later boolean, first int, ${askedKeyColumns([key])}`)}
    select asked."of", jsonb_build_array(page.key::text) as key, page.told
    from asked cross join lateral (${first} union all ${later}) as page
    order by asked."of", page.place`
}
