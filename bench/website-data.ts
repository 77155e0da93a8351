import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type postgres from 'postgres'

/** How many people are erased in one batch. */
export const subjects = 1000
const logins = 13
const views = 110
/** One account, its sign-ins and its page views: as many as the subject of Fides's own example has. */
export const perSubject = 1 + logins + views

export function accountOf(index: number): string {
  return `account-${String(index).padStart(7, '0')}`
}

/** Creates the tables and fills them with so many invented people. */
export async function fill(sql: postgres.Sql, people: number): Promise<void> {
  const schema = fileURLToPath(import.meta.resolve('@rechtop/connector-website/schema.sql'))
  await sql.unsafe(readFileSync(schema, 'utf8'))
  await sql`insert into website.accounts
      (id, username, email, given_name, family_name, phone, customer_number, plan, paid_until)
    select 'account-' || lpad(nth::text, 7, '0'), 'user-' || nth, 'user.' || nth || '@example.nl', 'Given ' || nth,
      'Family ' || nth, '06' || lpad(nth::text, 8, '0'), 'P-' || nth, 'customer', '2024-12-31'
    from generate_series(0, ${people - 1}::int) as nth`
  await sql`insert into website.logins (account_id, at, ip, country, user_agent, succeeded)
    select 'account-' || lpad(nth::text, 7, '0'), now() - one * interval '1 day', '192.0.2.' || one, 'NL', 'Firefox', true
    from generate_series(1, ${logins}::int) as one, generate_series(0, ${people - 1}::int) as nth`
  await sql`insert into website.page_views (account_id, viewed_at, url, referrer, cookie_id, user_agent)
    select 'account-' || lpad(nth::text, 7, '0'), now() - one * interval '1 hour', '/page/' || one, '/', 'c-' || nth, 'Firefox'
    from generate_series(1, ${views}::int) as one, generate_series(0, ${people - 1}::int) as nth`
  await sql`vacuum analyze`
}
