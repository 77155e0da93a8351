import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { PGlite } from '@electric-sql/pglite'
import { createZendeskFake, type ZendeskFake } from '@rechtop/connector-zendesk/fake'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { forget } from './surroundings.ts'
import { cast, dumpSystems } from './systems/index.ts'
import { copyTemplate } from './testing/template.ts'
import { zendeskAccount } from './vendors.ts'

const token = 'a-token-for-this-test'
const main = fileURLToPath(new URL('./main.ts', import.meta.url))

let directory: string
let fake: ZendeskFake
let served: Awaited<ReturnType<ZendeskFake['listen']>>
let port: number
let server: ChildProcess | undefined

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'mailcamp-kill-'))
  await copyTemplate(directory)
  // Zendesk lives elsewhere: it must remember what a killed server did
  const file = join(directory, 'zendesk.json')
  fake = createZendeskFake({
    ...zendeskAccount,
    file,
    delays: { job: 50, permanent: 100 },
  })
  served = await fake.listen()
  port = await freePort()
})
afterAll(async () => {
  server?.kill('SIGKILL')
  await served.close()
  await forget(directory)
})

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1')
  await once(probe, 'listening')
  const address = probe.address()
  probe.close()
  if (address === null || typeof address === 'string') throw new Error('no port')
  return address.port
}

async function start(): Promise<void> {
  const environment = { ...process.env, RECHTOP_TOKEN: token, ZENDESK_ORIGIN: served.origin }
  const child = spawn(process.execPath, [main, '--data', directory, '--port', String(port)], {
    env: environment,
  })
  server = child
  for (;;) {
    if (child.exitCode !== null) throw new Error(`the server ended with ${child.exitCode}`)
    const ready = await fetch(`http://127.0.0.1:${port}/ready`).catch(() => null)
    if (ready?.ok === true) return
    await wait(100)
  }
}

async function kill(): Promise<void> {
  const child = server
  if (child === undefined) return
  const ended = once(child, 'exit')
  child.kill('SIGKILL')
  await ended
}

async function ask(
  query: string,
  variables: object,
): Promise<Record<string, { request: { id: string; status: string } }>> {
  const response = await fetch(`http://127.0.0.1:${port}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: JSON.stringify({ query, variables }),
  })
  const { data, errors } = await response.json()
  if (errors !== undefined) throw new Error(JSON.stringify(errors))
  return data
}

async function statusOf(id: string): Promise<string | undefined> {
  const { request } = await ask('query ($id: ID!) { request(id: $id) { id status } }', { id })
  return Object.assign({ status: undefined }, request).status
}

test('killed again and again in the middle of a run, the request ends verified and nothing is done twice', async () => {
  await start()
  const { subjectErase } = await ask(
    'mutation ($input: SubjectEraseInput!) { subjectErase(input: $input) { request { id status } } }',
    { input: { subject: { email: cast.sanne.email } } },
  )
  const id = subjectErase?.request.id ?? ''
  await kill()
  for (const effects of [1, 3, 5]) {
    await start()
    while (fake.effects.length < effects && (await statusOf(id)) !== 'VERIFIED') await wait(10)
    await kill()
  }
  await start()
  while ((await statusOf(id)) !== 'VERIFIED') await wait(100)
  await kill()

  const effects = fake.effects.map(({ effect, id: of }) => `${effect} ${of}`)
  expect(effects.length).toBeGreaterThan(4)
  expect(effects).toEqual([...new Set(effects)])
  // a job may be asked for again when its answer was lost: then it finds nothing left to do
  const destructive = fake.log
    .filter(
      ({ method, path, status }) => method === 'DELETE' && status === 200 && !path.includes('destroy_many'),
    )
    .map(({ path }) => path)
  expect(destructive).toEqual([...new Set(destructive)])
  expect(JSON.stringify(fake.dump())).not.toContain(`"${cast.sanne.email}"`)

  const systems = await PGlite.create(join(directory, 'systems'))
  const dump = await dumpSystems(systems)
  await systems.close()
  expect(dump['website.accounts']?.filter((row) => row.includes(`"${cast.sanne.accountId}"`))).toEqual([])
  expect(dump['website.page_views']?.filter((row) => row.includes(`"${cast.sanne.accountId}"`))).toEqual([])
  const [customer] = (dump['billing.customers'] ?? [])
    .map((row) => JSON.parse(row))
    .filter(({ id: key }) => key === 1)
  expect(customer).toMatchObject({ email: null, phone: null, family_name: 'de Vries' })
})
