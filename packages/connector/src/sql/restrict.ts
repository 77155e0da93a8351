import { sql, type Column, type SQL } from 'drizzle-orm'
import { z } from 'zod'
import type { Outcome } from '../erase.ts'
import type { Restriction } from '../right.ts'
import { askedRows } from './asked.ts'
import { bisect } from './bisect.ts'
import { isRestricted } from './is-restricted.ts'
import { requireLocator, type SqlLocator } from './locator.ts'
import { outcomeOf, type Outcomes, type Placed } from './outcomes.ts'
import type { Match, Resolved } from './resolved.ts'
import { rowsOf, type Session } from './session.ts'
import { timeAs } from './time-as.ts'
import { typedEqual } from './typed.ts'

type Line = Placed & {
  readonly match: string
  readonly key: string
  readonly restricted: boolean
  readonly turn: number
}
type Restricted = Match & { readonly restricted: Column }

/** Whether some match can be restricted. */
export function canRestrict({ matches }: Resolved): boolean {
  return Object.values(matches).some(({ restricted }) => restricted !== null)
}

/**
 * One statement per table of matches, however many restrictions there are. What is so already is done, and keeps the
 * time since when; a match whose row is gone is done with a count of 0. A match without such a column is unsupported.
 */
export async function restrict(
  { matches }: Resolved,
  restrictions: readonly Restriction<SqlLocator>[],
  session: Session,
  now: Date,
): Promise<Outcome[]> {
  for (const { locator } of restrictions) requireLocator(matches, locator)
  const turns = new Map<string, number>()
  const lines = restrictions.map(({ locator: { match, key }, restricted }, index): Line => {
    const row = JSON.stringify([match, key])
    const turn = turns.get(row) ?? 0
    turns.set(row, turn + 1)
    return { index, order: index, match, key, restricted, turn }
  })
  const outcomes = await bisect<Line>(
    (some, step) =>
      step(
        some.toSorted((one, other) => one.turn - other.turn),
        ({ match, turn }) => JSON.stringify([turn, match]),
        (together, inner) => setTogether(matches[together[0]?.match ?? ''], together, inner, now),
      ),
    lines.filter(({ match }) => matches[match]?.restricted !== null),
    session,
  )
  return lines.map(({ index, match }) =>
    matches[match]?.restricted === null
      ? { status: 'unsupported', why: 'This system has no place to mark such a match as restricted.' }
      : outcomeOf(outcomes, index),
  )
}

const Done = z.object({ at: z.number() })

async function setTogether(
  match: Match | undefined,
  lines: readonly Line[],
  session: Session,
  now: Date,
): Promise<Outcomes> {
  if (match === undefined || match.restricted === null) return new Map()
  const query = statement({ ...match, restricted: match.restricted }, lines, now)
  const there = new Set((await rowsOf(session, query, Done)).map(({ at }) => at))
  return new Map(lines.map(({ index }, at) => [index, { status: 'done', count: there.has(at) ? 1 : 0 }]))
}

function statement({ table, key, where, restricted }: Restricted, lines: readonly Line[], now: Date): SQL {
  const asked = lines.map((line, at) => ({ at, key: line.key, restricted: line.restricted }))
  const isMatch = sql`${typedEqual(key, sql`asked.key`)} and ${where === null ? sql`true` : sql`(${where})`}`
  const value =
    restricted.getSQLType() === 'boolean'
      ? sql`asked.restricted`
      : sql`case when asked.restricted then ${timeAs(restricted, now)} end`
  return sql`with ${askedRows(asked, 'at int, key text, restricted boolean')},
    changed as (update ${table} set ${sql.identifier(restricted.name)} = ${value} from asked
      where ${isMatch} and ${isRestricted(restricted)} <> asked.restricted)
    select asked.at from asked join ${table} on ${isMatch}`
}
