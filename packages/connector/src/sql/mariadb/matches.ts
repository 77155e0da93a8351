import { sql, type Column, type SQL } from 'drizzle-orm'
import { unionAll } from '../asked.ts'
import { searchedColumns } from '../identifier-column.ts'
import { isRestricted } from '../is-restricted.ts'
import { joinsOfPath, lastOfPath } from '../owner-path.ts'
import type { Identifying, Match } from '../resolved.ts'
import type { AskedIdentifier } from '../statements.ts'
import { askedWith } from './asked.ts'
import { joinedToAsked } from './is-asked.ts'
import { isSame, isText, keyText } from './key.ts'
import { literal, utf8 } from './text.ts'

/**
 * The rows that are asked for, each with what it tells of its person: a row for what stands in it, and one for each
 * identifier in another table. Lists made by the database would be cut off at a megabyte.
 */
export function matches(match: Match, rows: readonly AskedIdentifier[]): SQL {
  const { table, key, identifiers, where, restricted } = match
  const isMatch = where === null ? sql`true` : sql`(${where})`
  const branches = searchedColumns(identifiers).map((identifying) =>
    identifying.owner === null
      ? sql`select asked.asked, ${joinable(key)} as k from ${joinedToAsked(identifying)} where ${isMatch}`
      : sql`select asked.asked, ${joinable(lastOfPath(identifying.owner))} as k
          from ${joinedToAsked(identifying)}${joinsOfPath(identifying.owner)}`,
  )
  const own = identifiers.filter(({ owner }) => owner === null).map(told)
  const tells = (from: string, learned: SQL, part: number): SQL => sql`
    select ${sql.raw(from)}.asked, ${joinable(key)} as k, ${keyText(key)} as ${sql.identifier('key')},
      ${learned} as learned, ${isRestricted(restricted)} as restricted, ${sql.raw(String(part))} as part`
  const ownRows = sql`${tells('hit', sql`json_array(${sql.join(own, sql`, `)})`, 0)}
    from hit straight_join ${table} on ${isSame(key, sql`hit.k`)} where ${isMatch}`
  const otherRows = identifiers.flatMap((identifying) => {
    const inOther = toldElsewhere(identifying)
    if (inOther === null) return []
    return [
      sql`${tells('more', sql`more.learned`, 1)}
        from (${inOther}) as more straight_join ${table} on ${isSame(key, sql`more.k`)} where ${isMatch}`,
    ]
  })
  return sql`with ${askedWith(rows, { asked: 'int', kind: 'text', value: 'bytes' })},
    hit as (${unionAll(branches)})
    select * from (${unionAll([ownRows, ...otherRows])}) as told order by told.k, told.asked, told.part`
}

/** Texts of tables with different collations can stand in one list only as the same kind of text. */
function joinable(column: Column): SQL {
  return isText(column) ? utf8(sql`${column}`) : sql`${column}`
}

function told({ kind, column, partyWhen }: Identifying): SQL {
  const party = partyWhen === null ? sql`false` : sql`coalesce((${partyWhen}) <> 0, false)`
  return sql`json_object('kind', ${literal(kind)}, 'value', ${keyText(column)}, 'party', ${party})`
}

function toldElsewhere(identifying: Identifying): SQL | null {
  const { owner, column } = identifying
  if (owner === null) return null
  return sql`select hit.asked, hit.k, json_array(${told(identifying)}) as learned
    from hit join ${column.table}${joinsOfPath(owner)} where ${isSame(lastOfPath(owner), sql`hit.k`)}`
}
