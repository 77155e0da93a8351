import { sql, type Column, type SQL } from 'drizzle-orm'
import { unionAll } from '../asked.ts'
import { lastOfPath } from '../owner-path.ts'
import { chunk, type OpenPage } from '../page.ts'
import { inOrder } from '../record-key.ts'
import type { RowHolding } from '../resolved.ts'
import { isShared, isThere, ownedBy } from '../rows.ts'
import { isSame, isText, keyText, typed } from './key.ts'
import { given } from './text.ts'

/**
 * The next page of each order, for all orders together. A branch per order, so that each walks its own part of the
 * index and stops: MariaDB has no lateral join. The data of the rows is read for the page only.
 */
export function pages({ rows }: RowHolding, data: SQL, open: readonly OpenPage[]): SQL {
  const names = rows.key.map((_, index) => sql.raw(`k${index}`))
  const keys = rows.key.map((column, index) => sql`${column} as ${names[index] ?? sql``}`)
  const branches = open.map(({ of, owner, after, left }) => {
    const isOurs = ownedBy(rows, constant(lastOfPath(rows.owner), owner))
    const later = after === null ? sql`` : sql` and ${isAfter(rows.key, after)}`
    const first = sql.raw(String(Math.min(left, chunk)))
    return sql`(select ${sql.raw(String(of))} as ${sql.identifier('of')}, ${sql.join(keys, sql`, `)}
      from ${rows.table} where ${isOurs} and ${isThere(rows)}${later} order by ${inOrder(rows.key)} limit ${first})`
  })
  const isPage = rows.key.map((column, index) => isSame(column, sql`page.${names[index] ?? sql``}`))
  const places = names.map((name) => sql`page.${name}`)
  return sql`select page.${sql.identifier('of')}, json_array(${sql.join(rows.key.map(keyText), sql`, `)}) as ${sql.identifier('key')},
      ${data} as data, ${isShared(rows)} as shared
    from (${unionAll(branches)}) as page straight_join ${rows.table} on ${sql.join(isPage, sql` and `)}
    order by page.${sql.identifier('of')}, ${sql.join(places, sql`, `)}`
}

/** A comparison of all columns at once would read the index from its start. */
function isAfter(key: readonly Column[], after: readonly string[]): SQL {
  const [column, ...more] = key
  const [value = '', ...others] = after
  if (column === undefined) return sql`false`
  const bound = typed(column, constant(column, value))
  if (more.length === 0) return sql`${column} > ${bound}`
  return sql`(${column} > ${bound} or (${column} = ${bound} and ${isAfter(more, others)}))`
}

function constant(column: Column, text: string): SQL {
  return isText(column) ? given(text) : sql`${text}`
}
