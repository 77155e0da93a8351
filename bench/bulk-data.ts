import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type postgres from 'postgres'

const perPerson = { logins: 13, views: 110, invoices: 4, subscriptions: 2, events: 5 }
/** An account with sign-ins, page views and a cookie choice; a customer with invoices, payments and a mandate; a contact. */
export const rowsPerPerson = 1 + 13 + 110 + 1 + (1 + 4 + 4 + 1) + (1 + 2 + 5)

export const emailOf = (index: number): string => `person.${index}@example.nl`

/** Creates the three systems and fills them with so many invented people, each in all of them. */
export async function fillSystems(sql: postgres.Sql, people: number): Promise<void> {
  for (const name of ['billing', 'mailing-list', 'website']) {
    const file = fileURLToPath(import.meta.resolve(`@rechtop/connector-${name}/schema.sql`))
    await sql.unsafe(readFileSync(file, 'utf8'))
  }
  const last = people - 1
  await sql`insert into website.accounts
      (id, username, email, given_name, family_name, phone, customer_number, plan, paid_until)
    select 'A-' || n, 'user-' || n, 'person.' || n || '@example.nl', 'Given ' || n, 'Family ' || n,
      '06' || lpad(n::text, 8, '0'), 'P-' || n, 'customer', '2024-12-31' from generate_series(0, ${last}::int) as n`
  await sql`insert into website.logins (account_id, at, ip, country, user_agent, succeeded)
    select 'A-' || n, now() - one * interval '1 day', '192.0.2.' || one, 'NL', 'Firefox', true
    from generate_series(1, ${perPerson.logins}::int) as one, generate_series(0, ${last}::int) as n`
  await sql`insert into website.page_views (account_id, viewed_at, url, referrer, cookie_id, user_agent)
    select 'A-' || n, now() - one * interval '1 hour', '/page/' || one, '/', 'c-' || n, 'Firefox'
    from generate_series(1, ${perPerson.views}::int) as one, generate_series(0, ${last}::int) as n`
  await sql`insert into website.cookie_choices (account_id, cookie_id, chosen_at)
    select 'A-' || n, 'c-' || n, now() from generate_series(0, ${last}::int) as n`
  await sql`insert into billing.customers (number, kind, given_name, family_name, gender, email, phone, street,
      house_number, postal_code, city, country, website_domain, contract_ends_on)
    select 'P-' || n, 'private', 'Given ' || n, 'Family ' || n, 'x', 'person.' || n || '@example.nl',
      '06' || lpad(n::text, 8, '0'), 'Street', n::text, '1234 AB', 'Utrecht', 'NL', 'p' || n || '.example', '2024-12-31'
    from generate_series(0, ${last}::int) as n`
  await sql`insert into billing.invoices (customer_id, number, issued_on, amount, vat_amount, billed_to, sent_to)
    select id, number || '/' || one, '2024-01-01'::date + one, 121, 21, given_name, email
    from billing.customers, generate_series(1, ${perPerson.invoices}::int) as one`
  await sql`insert into billing.payments (customer_id, invoice_number, paid_on, amount, method, payer_name, payer_iban)
    select customer_id, number, issued_on, amount, 'bank', billed_to, 'NL00BANK' || id from billing.invoices`
  await sql`insert into billing.mandates (customer_id, reference, iban, account_holder, signed_on)
    select id, 'M-' || id, 'NL00BANK' || id, given_name, '2020-01-01' from billing.customers`
  await sql`insert into mailing_list.lists (name) values ('News'), ('Offers')`
  await sql`insert into mailing_list.contacts (email, given_name, family_name)
    select 'person.' || n || '@example.nl', 'Given ' || n, 'Family ' || n from generate_series(0, ${last}::int) as n`
  await sql`insert into mailing_list.subscriptions (contact_id, list_id, status, subscribed_at, sign_up_ip)
    select contacts.id, lists.id, 'active', now(), '192.0.2.1' from mailing_list.contacts, mailing_list.lists`
  await sql`insert into mailing_list.mail_events (contact_id, kind, at, campaign, url, ip)
    select id, 'open', now() - one * interval '1 day', 'C', '/', '192.0.2.1'
    from mailing_list.contacts, generate_series(1, ${perPerson.events}::int) as one`
  await sql`vacuum analyze`
}

/** The set-based statements that somebody who knows these tables would write: the invoices stay, without what the law does not ask of them. */
export async function eraseByHand(sql: postgres.Sql, emails: readonly string[]): Promise<void> {
  await sql.begin(async (tx) => {
    const whose = tx`lower(btrim(email, E' \t\r\n\u00a0\ufeff')) = any(${emails})`
    const ids = (rows: readonly postgres.Row[]): (string | number)[] => rows.map(({ id }) => id)
    const accounts = ids(await tx`select id from website.accounts where ${whose}`) as string[]
    await tx`delete from website.page_views where account_id = any(${accounts})`
    await tx`delete from website.logins where account_id = any(${accounts})`
    await tx`delete from website.cookie_choices where account_id = any(${accounts})`
    await tx`delete from website.accounts where id = any(${accounts})`
    const contacts = ids(
      await tx`select id from mailing_list.contacts where owner_id is null and ${whose}`,
    ) as number[]
    await tx`delete from mailing_list.mail_events where contact_id = any(${contacts})`
    await tx`delete from mailing_list.subscriptions where contact_id = any(${contacts})`
    await tx`delete from mailing_list.contacts where id = any(${contacts})`
    const customers = ids(await tx`select id from billing.customers where ${whose}`) as number[]
    await tx`update billing.invoices set sent_to = null, contact_note = null where customer_id = any(${customers})`
    await tx`update billing.payments set payer_iban = null where customer_id = any(${customers})`
    await tx`delete from billing.mandates where customer_id = any(${customers})`
    await tx`update billing.customers set gender = null, job_title = null, email = null, phone = null,
        website_domain = null where id = any(${customers})`
  })
}

/** What is left of people, by table, with the numbers in it made alike: the same whoever erased them. */
export async function leftOf(sql: postgres.Sql, indexes: readonly number[]): Promise<string> {
  const numbers = indexes.map((index) => `P-${index}`)
  const accounts = indexes.map((index) => `A-${index}`)
  const rows = await sql`
    select 'customer' as kind, count(*)::int as rows, count(gender) + count(job_title) + count(email) + count(phone) + count(website_domain) as personal,
        count(given_name) + count(street) as kept from billing.customers where number = any(${numbers})
    union all select 'invoice', count(*)::int, count(sent_to) + count(contact_note), count(billed_to)
        from billing.invoices where split_part(number, '/', 1) = any(${numbers})
    union all select 'payment', count(*)::int, count(payer_iban), count(payer_name)
        from billing.payments where split_part(invoice_number, '/', 1) = any(${numbers})
    union all select 'website', (select count(*) from website.accounts where id = any(${accounts}))::int
        + (select count(*) from website.page_views where account_id = any(${accounts}))::int
        + (select count(*) from website.logins where account_id = any(${accounts}))::int, 0, 0
    union all select 'mailing', (select count(*) from mailing_list.contacts where email = any(${indexes.map(emailOf)}))::int, 0, 0`
  return JSON.stringify(rows)
}
