import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { createServer } from '@rechtop/server'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openCompany, type Company } from './testing/company.ts'
import { today } from './testing/template.ts'

const program = fileURLToPath(new URL('../../automated-erasure/src/main.ts', import.meta.url))
const begun = Date.now()
let company: Company
let listening: { readonly url: string; close(): Promise<void> }
beforeAll(async () => {
  const now = (): Date => new Date(today.getTime() + Date.now() - begun)
  company = await openCompany({ configure: (options) => ({ ...options, now }) })
  const logger = { info: () => {}, error: () => {} }
  const server = createServer({ engine: company.engine, auth: { developmentToken: 'token' }, logger })
  listening = await server.listen(0, '127.0.0.1')
})
afterAll(async () => {
  await listening.close()
  await company.close()
})

type Ran = { readonly code: number; readonly said: readonly string[]; readonly complained: string }

async function run(criteria: readonly string[], environment: object = {}): Promise<Ran> {
  const env = { RECHTOP_URL: `${listening.url}/graphql`, RECHTOP_TOKEN: 'token', ...environment }
  const args = [program, ...criteria, '--page', '2', '--day', '2026-11-22']
  const {
    stdout,
    stderr,
    code = 0,
  } = await promisify(execFile)(process.execPath, args, { env }).then(
    (outcome) => ({ ...outcome, code: 0 }),
    (failed: { stdout: string; stderr: string; code: number }) => failed,
  )
  return { code, said: stdout.trim().split('\n'), complained: stderr }
}

const rows = async (statement: string) => (await company.surroundings.behind[0]?.query(statement))?.rows ?? []
const criteria = ['unused-demo-accounts', 'demo-accounts']
/** Midnight in Amsterdam, one and two months before today. */
const isDue = `plan = 'demo' and created_at <
  case when last_login_at is null then timestamptz '2026-10-21T22:00Z' else timestamptz '2026-09-21T22:00Z' end`
const accounts = (where: string) =>
  rows(`select id, plan, email, last_login_at, created_at from website.accounts where ${where} order by id`)

test('demos past their term are erased and verified, all others stay, and a second run asks for nobody', async () => {
  const due = await accounts(isDue)
  const others = await accounts(`not (${isDue})`)
  expect(due.length).toBeGreaterThan(4)
  expect((await accounts(`plan = 'demo' and not (${isDue})`)).length).toBeGreaterThan(3)

  const first = await run(criteria)
  expect(first).toMatchObject({ code: 0, complained: '' })
  expect(first.said.join()).not.toContain('@')
  const { total } = await company.engine.requests.list({ first: 1 })
  expect(total).toBe(due.length)

  const second = await run(criteria)
  expect(second.said).toEqual(first.said)
  expect((await company.engine.requests.list({ first: 1 })).total).toBe(total)

  const statuses = async () =>
    (await company.engine.requests.list({ first: 500 })).items.map(({ status }) => status)
  await expect
    .poll(async () => (await statuses()).filter((status) => status !== 'verified'), { timeout: 200_000 })
    .toEqual([])
  expect(await accounts(isDue)).toEqual([])
  expect(await accounts('true')).toEqual(others)
})

test('what is refused is told, without a person, and the program fails', async () => {
  const unknown = await run(['nobody'])
  expect(unknown).toMatchObject({ code: 1, complained: expect.stringMatching(/^nobody: NOT_FOUND: /) })
  const stranger = await run(criteria, { RECHTOP_TOKEN: 'other' })
  expect(stranger).toMatchObject({ code: 1, complained: expect.stringContaining('valid bearer token') })
  const nowhere = await run(criteria, { RECHTOP_URL: 'http://127.0.0.1:1/graphql' })
  expect(nowhere).toMatchObject({ code: 1, complained: expect.stringContaining('could not be reached') })
  expect((await run([])).code).toBe(2)
})
