import { sql, type SQL } from 'drizzle-orm'
import { askedRows } from '../asked.ts'
import { keyAsTexts } from '../record-key.ts'
import type { Rows } from '../resolved.ts'
import { isShared, isThere, ownedBy } from '../rows.ts'
import type { AskedTogether, Together } from '../statements.ts'

/** The one row of each order, read once for all holdings that have a part of it. */
export function rowsTogether(
  [first, ...more]: readonly [Together, ...Together[]],
  asked: readonly AskedTogether[],
): SQL {
  const { rows } = first
  const all = [first, ...more]
  const wants = all.map((_, index) => `wants${index}`)
  const input = asked.map(({ of, owner, wanted }) => ({
    of,
    owner,
    ...Object.fromEntries(wants.map((name, index) => [name, wanted[index] === true])),
  }))
  const isHere = (part: Rows, index: number): SQL =>
    sql`asked.${sql.raw(`wants${index}`)} and ${isThere(part)}`
  const data = all.map((one, index) => sql`case when ${isHere(one.rows, index)} then ${one.data} end`)
  const shared = all.map((one) => isShared(one.rows))
  return sql`with ${askedRows(input, `"of" int, owner text, ${wants.map((name) => `${name} boolean`).join(', ')}`)}
    select asked."of", ${keyAsTexts(rows.key)} as key, json_build_array(${sql.join(data, sql`, `)}) as data,
      json_build_array(${sql.join(shared, sql`, `)}) as shared
    from asked join ${rows.table} on ${ownedBy(rows, sql`asked.owner`)} order by asked."of"`
}
