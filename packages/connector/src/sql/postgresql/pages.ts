import { sql, type SQL } from 'drizzle-orm'
import { askedRows, unionAll } from '../asked.ts'
import { askedKey, askedKeyColumns, inOrder, isAfterAskedKey, keyAsTexts } from '../record-key.ts'
import type { RowHolding } from '../resolved.ts'
import { isShared, isThere, ownedBy } from '../rows.ts'
import { chunk, type OpenPage } from '../page.ts'

/** The next page of each order, for all orders together. */
export function pages({ rows }: RowHolding, data: SQL, open: readonly OpenPage[]): SQL {
  const asked = open.map(({ of, owner, after, left }) => ({
    of,
    owner,
    later: after !== null,
    first: Math.min(left, chunk),
    ...askedKey(after ?? []),
  }))
  const places = rows.key.map((_, index) => sql.raw(`place${index}`))
  const ordering = rows.key.map((column, index) => sql`${column} as ${places[index] ?? sql``}`)
  const page = (from: SQL): SQL => sql`(select ${keyAsTexts(rows.key)} as key, ${data} as data,
      ${isShared(rows)} as shared, ${sql.join(ordering, sql`, `)}
    from ${rows.table} where ${ownedBy(rows, sql`asked.owner`)} and ${isThere(rows)} and ${from}
    order by ${inOrder(rows.key)} limit asked.first)`
  // two branches rather than an OR, so that the index on (owner, key) takes up where the last page ended
  const branches = [
    ...(asked.every(({ later }) => later) ? [] : [page(sql`not asked.later`)]),
    ...(asked.some(({ later }) => later) ? [page(sql`asked.later and ${isAfterAskedKey(rows.key)}`)] : []),
  ]
  const order = places.map((place) => sql`page.${place}`)
  return sql`with ${askedRows(asked, `"of" int, owner text, later boolean, first int, ${askedKeyColumns(rows.key)}`)}
    select asked."of", page.key, page.data, page.shared
    from asked cross join lateral (${unionAll(branches)}) as page
    order by asked."of", ${sql.join(order, sql`, `)}`
}
