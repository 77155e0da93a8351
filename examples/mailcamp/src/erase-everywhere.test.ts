import type { LocatedSubject, Plan, Request } from '@rechtop/engine'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { cast, type Dump } from './systems/index.ts'
import { openCompany, type Company } from './testing/company.ts'

const byEmail = { kind: 'email' as const, value: cast.sanne.email }
// with the quotes around them: her neighbour's address ends like hers
const tracesOf = [cast.sanne.email, cast.sanne.accountId, cast.sanne.cookieId, 'Sanne'].map(
  (text) => `"${text}"`,
)

let company: Company
let before: Dump
let after: Dump
let found: LocatedSubject
let plan: Plan
let request: Request

beforeAll(async () => {
  company = await openCompany()
  before = await company.dump()
  found = await company.locate(byEmail)
  plan = await company.plan(found)
  request = await company.settled(
    await company.engine.requests.erase({ identifiers: [byEmail], actor: 'test' }),
  )
  after = await company.dump()
})
afterAll(() => company.close())

const rowsWith = (dump: Dump, table: string, text: string): string[] =>
  (dump[table] ?? []).filter((row) => row.toLowerCase().includes(text.toLowerCase()))

describe('one mutation erases a person from every system', () => {
  test('she is found in four, surely; two can’t be searched by what is known of her, and say so', () => {
    expect(found.systems.map(({ system, status }) => `${system} ${status}`)).toEqual([
      'mailing-list found',
      'billing found',
      'website found',
      'zendesk found',
      'calendly absent',
      'google-analytics unsearchable',
      'cookiebot unsearchable',
    ])
  })

  test('the request is verified, and every run with it', () => {
    expect(request.status).toBe('verified')
    expect(request.runs.map(({ status }) => status)).toEqual(['verified', 'verified', 'verified', 'verified'])
    expect(request.findings.map(({ code, system }) => `${code} ${system}`)).toEqual([
      'UNSEARCHABLE google-analytics',
      'UNSEARCHABLE cookiebot',
    ])
  })

  test.each(['mailing_list.contacts', 'website.accounts', 'website.cookie_choices'])(
    '%s holds no row of her',
    (table) => {
      const own = (before[table] ?? []).filter((row) =>
        tracesOf.some((trace) => row.toLowerCase().includes(trace.toLowerCase())),
      )
      expect(own.length).toBeGreaterThan(0)
      const gone = own.filter((row) => !row.includes('"owner_id": 1'))
      expect(gone.filter((row) => after[table]?.includes(row))).toEqual([])
    },
  )

  test.each(['website.logins', 'website.page_views'])('%s holds no row of her account', (table) => {
    expect(rowsWith(before, table, `"${cast.sanne.accountId}"`).length).toBeGreaterThan(9)
    expect(rowsWith(after, table, `"${cast.sanne.accountId}"`)).toEqual([])
  })

  test('Zendesk deleted her permanently, and her tickets first', () => {
    const effects = company.surroundings.fakes.zendesk.effects.map(({ effect }) => effect)
    const lastTicket = effects.findLastIndex((effect) => effect.includes('ticket'))
    const firstUser = effects.findIndex((effect) => effect.includes('user'))
    expect(lastTicket).toBeGreaterThanOrEqual(0)
    expect(firstUser).toBeGreaterThan(lastTicket)
    expect(JSON.stringify(company.surroundings.fakes.zendesk.dump())).not.toContain(cast.sanne.email)
  })

  test('in a ticket that is also somebody else’s, only what is hers went, and the outcome lists what Zendesk keeps', () => {
    const { tickets } = company.surroundings.fakes.zendesk.dump()
    const together = tickets.find(({ subject }) => subject === 'Overname van het account')
    const said = together?.comments.map(({ html_body }) => html_body.replaceAll(/<[^>]*>/g, ''))
    expect(together).toMatchObject({ status: 'open', email_cc_ids: [] })
    expect(said).toEqual([
      'Ik neem de winkel over van ▇▇▇▇▇ ▇▇ ▇▇▇▇▇. Kan het account mee?',
      expect.stringMatching(/^[▇ ]+$/),
      'Dat kan. We sturen jullie een formulier.',
    ])
    const run = request.runs.find(({ system }) => system === 'zendesk')
    expect(run?.holdings).toEqual(['sharedTickets', 'suspendedTickets', 'tickets', 'users'])
  })

  test('invoices inside their term stay, with citation and last day, and only with what an invoice needs', () => {
    const kept = plan.lines.filter(({ holding, action }) => holding === 'invoices' && action === 'reduce')
    expect(kept.map(({ citation, fields }) => [citation, fields])).toContainEqual([
      'AWR art. 52(4)',
      ['sentTo'],
    ])
    expect(kept.map(({ until }) => until)).toContain('2032-12-31')
    const rows = (after['billing.invoices'] ?? [])
      .map((row) => JSON.parse(row))
      .filter((row) => row.customer_id === 1)
    expect(rows.length).toBe(7)
    for (const row of rows)
      expect(row).toMatchObject({ sent_to: null, billed_to: expect.stringContaining('Sanne') })
    expect(rows.map(({ issued_on: day }) => day).every((day) => day >= '2019-01-01')).toBe(true)
  })

  test('the customer row keeps what those invoices need, and nothing else', () => {
    const [row] = (after['billing.customers'] ?? [])
      .map((text) => JSON.parse(text))
      .filter(({ id }) => id === 1)
    expect(row).toMatchObject({
      email: null,
      phone: null,
      gender: null,
      job_title: null,
      family_name: 'de Vries',
    })
    const names = plan.lines.find(({ system, holding }) => system === 'billing' && holding === 'names')
    expect(names).toMatchObject({ action: 'reduce', citation: 'AWR art. 52(4)', until: '2032-12-31' })
  })

  test('the list of a customer is referred to that customer, and untouched', () => {
    const referral = plan.lines.find(({ action }) => action === 'refer')
    expect(referral).toMatchObject({
      system: 'mailing-list',
      count: 1,
      controller: { label: 'Bakkerij De Korenaar' },
    })
    expect(rowsWith(after, 'mailing_list.contacts', `"${cast.sanne.email}"`)).toHaveLength(1)
  })

  test('whoever looks again by her e-mail address finds what stayed, and only that', async () => {
    const again = await company.locate(byEmail)
    expect(again.systems.map(({ system, status }) => `${system} ${status}`)).toEqual([
      'mailing-list referred',
      'billing found',
      'website absent',
      'zendesk absent',
      'calendly absent',
      'google-analytics unsearchable',
      'cookiebot unsearchable',
    ])
    const lines = (await company.plan(again)).lines.map(({ action }) => action)
    expect(new Set(lines)).toEqual(new Set(['keep', 'refer']))
  })

  test('an access request by the same address still finds the kept invoices', async () => {
    const access = await company.settled(
      await company.engine.requests.access({ identifiers: [byEmail], actor: 'test' }),
    )
    expect(access.status).toBe('completed')
    const text = await Array.fromAsync((await company.engine.requests.download(access.id)) ?? [])
    const { records } = JSON.parse(text.join(''))
    const holdings = new Set(records.map((record: { holding: string }) => record.holding))
    expect(holdings).toEqual(new Set(['invoices', 'names', 'addresses', 'organisations', 'payments']))
  })

  test('nothing else differs in any system', () => {
    const changed = Object.keys(before).flatMap((table) => {
      const gone = (before[table] ?? []).filter((row) => !after[table]?.includes(row))
      const came = (after[table] ?? []).filter((row) => !before[table]?.includes(row))
      return [...gone, ...came].map((row) => ({ table, row: JSON.parse(row) }))
    })
    const sanne = before['website.accounts']
      ?.map((row) => JSON.parse(row))
      .find(({ id }) => id === cast.sanne.accountId)
    expect(sanne).toBeDefined()
    const others = changed.filter(({ table, row }) => !belongsToSanne(table, row))
    expect(others).toEqual([])
  })
})

/** Told by keys, not by what the connectors say: she is the first row of billing and of our own lists. */
function belongsToSanne(table: string, row: Record<string, unknown>): boolean {
  if (table === 'billing.customers' || table === 'mailing_list.contacts') return row.id === 1
  if (table.startsWith('billing.')) return row.customer_id === 1
  if (table.startsWith('mailing_list.')) return row.contact_id === 1
  if (table === 'website.accounts') return row.id === cast.sanne.accountId
  if (table.startsWith('website.'))
    return row.account_id === cast.sanne.accountId || row.cookie_id === cast.sanne.cookieId
  const zendesk = JSON.stringify(row)
  return zendesk.includes(zendeskIdOfSanne())
}

function zendeskIdOfSanne(): string {
  const user = before.users?.map((row) => JSON.parse(row)).find(({ email }) => email === cast.sanne.email)
  return String(user?.id)
}
