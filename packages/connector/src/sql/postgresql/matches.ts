import { sql, type Column, type SQL } from 'drizzle-orm'
import { askedRows, unionAll } from '../asked.ts'
import { searchedColumns } from '../identifier-column.ts'
import { isRestricted } from '../is-restricted.ts'
import { joinsOfPath, lastOfPath } from '../owner-path.ts'
import type { Identifying, Match } from '../resolved.ts'
import type { AskedIdentifier } from '../statements.ts'
import { isAsked } from './is-asked.ts'

/** The rows that are asked for, each with what it tells of its person. */
export function matches(
  { table, key, identifiers, where, restricted }: Match,
  rows: readonly AskedIdentifier[],
): SQL {
  const isMatch = where === null ? sql`true` : sql`(${where})`
  const branches = searchedColumns(identifiers).map((column) =>
    column.owner === null
      ? sql`select asked.asked, ${key} as key from asked
          join ${table} on ${isAsked(column, sql`asked`)} where ${isMatch}`
      : sql`select asked.asked, ${lastOfPath(column.owner)} as key from asked
          join ${column.column.table} on ${isAsked(column, sql`asked`)}${joinsOfPath(column.owner)}`,
  )
  return sql`with ${askedRows(rows, 'asked int, kind text, value text')},
    hit as (${unionAll(branches)})
    select hit.asked, ${key}::text as key, ${learnedOf(identifiers, key)} as learned,
      ${isRestricted(restricted)} as restricted
    from hit join ${table} on ${key} = hit.key
    where ${isMatch}
    order by ${key}, hit.asked`
}

/** What a row tells of its person: what stands in it, and in the tables that lead to it. */
export function learnedOf(identifiers: readonly Identifying[], key: Column): SQL {
  // joining lists takes trees, which cost more than text
  const build = sql.raw(identifiers.some(({ owner }) => owner !== null) ? 'jsonb_build' : 'json_build')
  const told = ({ kind, column, partyWhen }: Identifying): SQL => sql`${build}_object(
    'kind', ${sql.raw(`'${kind}'`)}, 'value', ${column}::text, 'party', coalesce(${partyWhen ?? sql`false`}, false))`
  const own = identifiers.filter(({ owner }) => owner === null).map(told)
  const elsewhere = identifiers.flatMap((identifier) => {
    const { owner, column } = identifier
    if (owner === null) return []
    return [
      sql` || coalesce((select jsonb_agg(${told(identifier)} order by ${column})
        from ${column.table}${joinsOfPath(owner)} where ${lastOfPath(owner)} = ${key}), '[]')`,
    ]
  })
  return sql`${build}_array(${sql.join(own, sql`, `)})${sql.join(elsewhere)}`
}
