import { PGlite } from '@electric-sql/pglite'
import { isEmailAddress } from '@rechtop/schema'
import { createServer } from '@rechtop/server'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { cast } from './systems/index.ts'
import { openCompany, type Company } from './testing/company.ts'
import { countStatements } from '@rechtop/connector/testing'

const { accountId, email } = cast.sanne
const byEmail = { kind: 'email' as const, value: email }

/** A company whose statements to its three databases are written down, with so many page views of Sanne's. */
async function openCounted(pageViews: number): Promise<{ company: Company; statements: readonly string[] }> {
  let statements: readonly string[] = []
  const company = await openCompany({
    surround: (surroundings) => {
      const { billing } = surroundings.databases
      if (!(billing instanceof PGlite)) throw new TypeError('the systems stand in one PGlite')
      const counted = countStatements(billing)
      statements = counted.statements
      const { pglite } = counted
      return { ...surroundings, databases: { 'mailing-list': pglite, billing: pglite, website: pglite } }
    },
  })
  const [systems] = company.surroundings.behind
  await systems?.query('delete from website.page_views where account_id = $1', [accountId])
  await systems?.query(
    `insert into website.page_views (account_id, viewed_at, url)
     select $1, timestamptz '2026-01-01' + number * interval '1 minute', 'https://mailcamp.example/' || number
     from generate_series(1, $2::int) as number`,
    [accountId, String(pageViews)],
  )
  return { company, statements }
}

/** How many statements the systems got, for each step of one person's erasure. */
async function costOfErasing(pageViews: number): Promise<Record<string, number>> {
  const { company, statements } = await openCounted(pageViews)
  const { engine } = company
  const cost: Record<string, number> = {}
  const count = async <T>(step: string, work: () => Promise<T>): Promise<T> => {
    const before = statements.length
    const result = await work()
    cost[step] = statements.length - before
    return result
  }
  const subject = await count('find', () => company.locate(byEmail))
  const plan = await count('plan', () => company.plan(subject))
  expect(plan.lines.find(({ holding }) => holding === 'pageViews')?.count).toBe(pageViews)
  const request = await count('erase', async () =>
    company.settled(await engine.requests.erase({ identifiers: [byEmail], actor: 'test' })),
  )
  expect(request.status).toBe('verified')
  const left = await company.surroundings.behind[0]?.query(
    'select 1 from website.page_views where account_id = $1',
    [accountId],
  )
  expect(left?.rows).toEqual([])
  await company.close()
  return cost
}

test('ten page views and ten thousand cost the same statements to find, plan and erase', async () => {
  const ten = await costOfErasing(10)
  expect(ten).toMatchObject({ find: expect.any(Number), plan: expect.any(Number), erase: expect.any(Number) })
  expect(ten.find).toBeGreaterThan(0)
  expect(await costOfErasing(10_000)).toEqual(ten)
})

describe('many people at once', () => {
  let opened: Awaited<ReturnType<typeof openCounted>>
  beforeAll(async () => {
    opened = await openCounted(40)
  })
  afterAll(() => opened.company.close())

  test('a hundred subjects cost as many statements per system as one', async () => {
    const { company, statements } = opened
    const server = createServer({
      engine: company.engine,
      auth: { developmentToken: 'token' },
      logger: { info: () => {}, error: () => {} },
    })
    const found = await company.surroundings.behind[0]?.query<{ email: string }>(
      `select email from mailing_list.contacts where owner_id is null
       union select email from website.accounts union select email from billing.customers where email is not null`,
    )
    const addresses = [email, ...(found?.rows ?? []).map((row) => row.email).filter(isEmailAddress)]
    const ask = async (emails: readonly string[]): Promise<number> => {
      const before = statements.length
      const query = `query ($by: [SubjectInput!]!) {
        subjects(by: $by) { systems { status } invoices { number stored { keepUntil } } emailAddresses { address } pageViews(first: 5) { edges { node { url } } } }
      }`
      const response = await server.fetch(
        new Request('http://rechtop.example/graphql', {
          method: 'POST',
          headers: { 'content-type': 'application/json', authorization: 'Bearer token' },
          body: JSON.stringify({ query, variables: { by: emails.map((one) => ({ email: one })) } }),
        }),
      )
      const answer = await response.json()
      expect(answer.errors).toBeUndefined()
      expect(answer.data.subjects).toHaveLength(emails.length)
      return statements.length - before
    }
    const hundred = Array.from({ length: 100 }, (_, index) => addresses[index % addresses.length] ?? email)
    expect(new Set(hundred).size).toBeGreaterThan(40)
    // he is the one whose identifiers take most rounds to follow: what one person can cost at most
    expect(await ask([cast.pieter.email, ...hundred.slice(1)])).toBe(await ask([cast.pieter.email]))
  })
})
