import { sql } from 'drizzle-orm'
import { z } from 'zod'
import type { CountAsk } from '../connector.ts'
import type { Holdings } from '../holding.ts'
import { FailureError, permanent } from '../failure.ts'
import { unionAll } from './asked.ts'
import { requireLocator, type SqlLocator } from './locator.ts'
import { cutOf, datedBefore, isThere, ownedBy } from './rows.ts'
import type { Resolved } from './resolved.ts'
import { rowsOf, type Session } from './session.ts'

const Counted = z.object({ locator: z.number(), ask: z.number(), count: z.coerce.number() })

/** One statement, whatever the number of locators and asks. */
export async function count(
  { holdings, matches, dialect }: Resolved,
  locators: readonly SqlLocator[],
  asks: readonly CountAsk<Holdings>[],
  session: Session,
): Promise<number[][]> {
  for (const locator of locators) requireLocator(matches, locator)
  const asked = locators.flatMap(({ match, key }, locator) =>
    asks.flatMap(({ holding: name, before }, ask) => {
      const holding = holdings[name]
      if (holding?.rows.match !== match) return []
      return { locator, ask, owner: key, before: cutOf(holding, before) }
    }),
  )
  const counts = locators.map(() => asks.map(() => 0))
  if (asked.length === 0) return counts
  const branches = asks.map(({ holding: name, before }, ask) => {
    const holding = holdings[name]
    if (holding === undefined) throw new FailureError(permanent('there is no such holding'))
    const { rows } = holding
    const cut = before === undefined ? sql`true` : datedBefore(holding, sql`asked.before`)
    return sql`select asked.locator, asked.ask, (select count(*) from ${rows.table}
      where ${ownedBy(rows, sql`asked.owner`)} and ${isThere(rows)} and ${cut}) as count
      from asked where asked.ask = ${sql.raw(String(ask))}`
  })
  const columns = { locator: 'int', ask: 'int', owner: 'text', before: 'text' } as const
  const rows = await rowsOf(
    session,
    sql`with ${dialect.asked(asked, columns)} ${unionAll(branches)}`,
    Counted,
  )
  for (const { locator, ask, count } of rows) {
    const ofLocator = counts[locator]
    if (ofLocator !== undefined) ofLocator[ask] = count
  }
  return counts
}
