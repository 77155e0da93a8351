import { dirname } from 'node:path'
import { startPostgres, type TestPostgres } from '@rechtop/connector/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { cast } from './systems/index.ts'
import { joinSurroundings } from './surroundings.ts'
import { openCompany, type Company } from './testing/company.ts'

let server: TestPostgres
let company: Company
beforeAll(async () => {
  server = await startPostgres()
  company = await openCompany({ systemsUrl: server.url, databaseUrl: server.url })
})
afterAll(async () => {
  await company.close()
  await server.stop()
})

test('on a PostgreSQL server, with a database for each system, the same person is erased and verified', async () => {
  const before = await company.dump()
  expect(before['website.accounts']?.some((row) => row.includes(`"${cast.sanne.accountId}"`))).toBe(true)
  const created = await company.engine.requests.erase({
    identifiers: [{ kind: 'email', value: cast.sanne.email }],
    actor: 'test',
  })
  const request = await company.settled(created)
  expect(request.status).toBe('verified')
  const after = await company.dump()
  for (const table of ['website.accounts', 'website.logins', 'website.page_views']) {
    expect(after[table]?.filter((row) => row.includes(`"${cast.sanne.accountId}"`))).toEqual([])
  }
  const contact = (row: string): boolean =>
    row.toLowerCase().includes(`"${cast.sanne.email}"`) && row.includes('"owner_id": null')
  expect(before['mailing_list.contacts']?.filter(contact)).toHaveLength(1)
  expect(after['mailing_list.contacts']?.filter(contact)).toEqual([])
  expect(after['billing.customers']?.length).toBe(before['billing.customers']?.length)
})

describe('a worker of its own', () => {
  test('joins the company that is started: the same systems, vendors, rows and secret', async () => {
    const { databases, vendors, ownDatabase, secret } = company.surroundings
    const joined = await joinSurroundings(dirname(vendors.cookiebot.log), server.url, server.url)
    expect(joined).toEqual({ databases, vendors, ownDatabase, secret })
  })
  test('says what it lacks', async () => {
    const { vendors } = company.surroundings
    await expect(joinSurroundings(dirname(vendors.cookiebot.log), undefined, server.url)).rejects.toThrow(
      'needs DATABASE_URL and SYSTEMS_URL',
    )
    await expect(joinSurroundings('/nowhere', server.url, server.url)).rejects.toThrow('start that first')
  })
})
