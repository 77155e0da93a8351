import { join } from 'node:path'
import { PGlite } from '@electric-sql/pglite'
import { createServer } from '@rechtop/server'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { cast } from './systems/index.ts'
import { openCompany, type Company } from './testing/company.ts'

let company: Company
let own: PGlite
const logged: string[] = []
const log = (fields: object, event: string): void => void logged.push(JSON.stringify({ ...fields, event }))

beforeAll(async () => {
  let directory = ''
  company = await openCompany({
    surround: (surroundings) => {
      directory = 'directory' in surroundings.ownDatabase ? surroundings.ownDatabase.directory : ''
      return surroundings
    },
    open: async (options) => {
      own = await PGlite.create(join(directory, 'database'))
      return { ...options, database: { pglite: own }, log: (event, detail = {}) => log(detail, event) }
    },
  })
})
afterAll(async () => {
  await company.close()
  await own.close()
})

/** Every row of every table that is ours, the queue's included, as text. */
async function ownTables(): Promise<string> {
  const { rows } = await own.query<{ name: string }>(
    `select quote_ident(table_schema) || '.' || quote_ident(table_name) as name from information_schema.tables
     where table_schema in ('rechtop', 'rechtop_queue') and table_type = 'BASE TABLE'`,
  )
  expect(rows.length).toBeGreaterThan(10)
  const texts = await Promise.all(
    rows.map(({ name }) => own.query(`select to_jsonb(t)::text as row from ${name} t`)),
  )
  return JSON.stringify(texts.map((result) => result.rows))
}

/** What points at her or is hers, taken from the systems themselves. */
async function canaries(): Promise<string[]> {
  const dump = await company.dump()
  const rows = [
    ...(dump['billing.customers'] ?? []).filter((row) => JSON.parse(row).id === 1),
    ...(dump['website.accounts'] ?? []).filter((row) => row.includes(`"${cast.sanne.accountId}"`)),
    ...(dump['billing.mandates'] ?? []).filter((row) => JSON.parse(row).customer_id === 1),
    ...(dump['website.logins'] ?? []).filter((row) => row.includes(`"${cast.sanne.accountId}"`)),
  ]
  const columns = [
    'id',
    'number',
    'email',
    'phone',
    'street',
    'postal_code',
    'username',
    'iban',
    'ip',
    'reference',
  ]
  const values = rows.flatMap((row) => columns.map((column): unknown => JSON.parse(row)[column]))
  const texts = values.filter((value): value is string => typeof value === 'string')
  return [...new Set([...texts, cast.sanne.email, cast.sanne.phone, 'Sanne'])]
}

test('our own tables and logs hold nothing of her, while the request runs and after it', async () => {
  const planted = await canaries()
  expect(planted.length).toBeGreaterThan(8)
  const server = createServer({
    engine: company.engine,
    auth: { developmentToken: 'token' },
    logger: { info: log, error: log },
  })
  const ask = async (query: string): Promise<string> => {
    const response = await server.fetch(
      new Request('http://rechtop.example/graphql', {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: 'Bearer token' },
        body: JSON.stringify({ query }),
      }),
    )
    return response.text()
  }
  await ask(`{ subject(by: { email: "${cast.sanne.email}" }) { nothing emailAddresses { address } } }`)
  await ask(`{ subject(by: { email: "${cast.sanne.email} and more" }) { emailAddresses { address } } }`)
  await ask(
    `mutation { subjectErase(input: { subject: { phone: "${cast.sanne.phone}" }, idempotencyKey: "${cast.sanne.email} phone" }) { errors { code } } }`,
  )
  const identifiers = [{ kind: 'email' as const, value: cast.sanne.email }]
  const running = await company.engine.requests.erase({
    identifiers,
    actor: 'test',
    idempotencyKey: cast.sanne.email,
  })
  await company.settled(running, ({ status }) => status === 'running')
  const during = await ownTables()
  const request = await company.settled(running)
  expect(request.status).toBe('verified')
  const after = await ownTables()
  for (const canary of planted) {
    expect(during.includes(canary), 'a row of ours while it runs').toBe(false)
    expect(after.includes(canary), 'a row of ours after it').toBe(false)
    expect(logged.join('\n').includes(canary), 'a line of the log').toBe(false)
  }
  const { rows } = await own.query('select subject_sealed from rechtop.request where id = $1', [request.id])
  expect(rows).toEqual([{ subject_sealed: null }])
  const lines = await own.query(
    `select 1 from rechtop.run where order_sealed is not null or lines::text ~ '"tokenSealed": "'`,
  )
  expect(lines.rows).toEqual([])
})
