import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { startPostgres, type TestPostgres } from '@rechtop/connector/testing'
import postgres from 'postgres'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { startRechtop, type Rechtop } from './processes.ts'

const config = fileURLToPath(new URL('./folder.config.ts', import.meta.url))
const token = 'a token for this test'.replaceAll(' ', '-')

let server: TestPostgres
let client: postgres.Sql
let folder: string
let running: Rechtop[] = []
beforeAll(async () => {
  server = await startPostgres()
  client = postgres(server.url, { max: 1, onnotice: () => {} })
  folder = await mkdtemp(join(tmpdir(), 'rechtop-folder-'))
})
afterEach(async () => {
  await Promise.all(running.map((each) => each.end('SIGKILL')))
  running = []
})
afterAll(async () => {
  await client.end()
  await server.stop()
  await rm(folder, { recursive: true })
})

function start(...argv: string[]): Rechtop {
  const environment = { DATABASE_URL: server.url, FOLDER: folder, RECHTOP_TOKEN: token }
  const rechtop = startRechtop([...argv, '--config', config], environment)
  running.push(rechtop)
  return rechtop
}

const serve = async (...argv: string[]): Promise<{ rechtop: Rechtop; url: string }> => {
  const rechtop = start('serve', '--port', '0', ...argv)
  const { url } = await rechtop.logged('listening')
  return { rechtop, url: String(url) }
}

async function work(): Promise<Rechtop> {
  const rechtop = start('work')
  await rechtop.logged('working')
  return rechtop
}

async function plantPerson(email: string): Promise<void> {
  await mkdir(join(folder, email))
  await writeFile(join(folder, email, '1'), 'a note')
}
const notesOf = (email: string): Promise<string[]> => readdir(join(folder, email))

async function erase(url: string, email: string): Promise<unknown> {
  const query = `mutation { subjectErase(input: { subject: { email: "${email}" }, idempotencyKey: "${email}" }) { request { status } errors { code } } }`
  const answer = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: JSON.stringify({ query }),
  })
  return answer.json()
}

const statuses = async (): Promise<unknown[]> =>
  (await client`select status from rechtop.request order by created_at`).map(({ status }) => status)
const jobs = async (): Promise<unknown> =>
  (await client`select count(*)::int as n from rechtop_queue.job where state = 'active'`)[0]?.['n']
const patient = { timeout: 60_000, interval: 100 }

const received = { data: { subjectErase: { request: { status: 'RECEIVED' }, errors: [] } } }

test('what the API takes in stays received while there is no worker, and is carried out by one of its own', async () => {
  await plantPerson('sanne@example.nl')
  const { rechtop, url } = await serve('--no-work')
  expect(await erase(url, 'sanne@example.nl')).toEqual(received)
  const ready = await fetch(new URL('/ready', url))
  expect(ready.status).toBe(200)
  // a worker would have had it in hand within tens of milliseconds
  await new Promise((resolve) => setTimeout(resolve, 3_000))
  expect(await statuses()).toEqual(['received'])
  expect(await notesOf('sanne@example.nl')).toEqual(['1'])
  const worker = await work()
  await expect.poll(statuses, patient).toEqual(['verified'])
  expect(await notesOf('sanne@example.nl')).toEqual([])
  expect([await rechtop.end(), await worker.end('SIGINT')]).toEqual([0, 0])
  expect(worker.output.text).toContain('"msg":"stopped"')
  // neither the person nor the token is in a log
  expect(rechtop.output.text + worker.output.text).not.toMatch(/sanne|a-token-for/)
})

test('a worker that is told to end in the middle of a run ends with 0, and another goes on at once', async () => {
  await plantPerson('piet@example.nl')
  await writeFile(join(folder, 'hold'), '')
  const { url } = await serve('--no-work')
  const first = await work()
  expect(await erase(url, 'piet@example.nl')).toEqual(received)
  await expect.poll(() => existsSync(join(folder, 'held')), patient).toBe(true)
  await rm(join(folder, 'hold'))
  const second = await work()
  expect(await first.end()).toBe(0)
  const ended = performance.now()
  expect(first.output.text).toContain('handed-back')
  await expect.poll(statuses, patient).toEqual(['verified', 'verified'])
  process.stdout.write(`the other one finished ${Math.round(performance.now() - ended)} ms later\n`)
  // it did not wait for a lease to run out: nobody took it for dead
  const [run] = await client`select attempts, failed_attempts from rechtop.run order by attempts desc limit 1`
  expect(run).toEqual({ attempts: 2, failed_attempts: 0 })
  expect(await notesOf('piet@example.nl')).toEqual([])
  expect(await second.end()).toBe(0)
  expect(await jobs()).toBe(0)
})

test('without more words, serve is API and worker in one', async () => {
  await plantPerson('els@example.nl')
  const { rechtop, url } = await serve()
  expect(await erase(url, 'els@example.nl')).toEqual(received)
  await expect.poll(async () => (await statuses()).at(-1), patient).toBe('verified')
  expect(await rechtop.end()).toBe(0)
})

describe('what can’t be started says why in one message, and ends with 1', () => {
  const scratch = async (name: string, text: string): Promise<string> => {
    const file = join(folder, name)
    await writeFile(file, text)
    return file
  }
  const told = async (argv: readonly string[], environment = {}): Promise<unknown> => {
    const rechtop = startRechtop(argv, environment)
    return { code: await rechtop.ended, text: rechtop.output.text }
  }
  const says = (text: string): unknown => ({ code: 1, text: expect.stringMatching(text) })

  test('a file that is not there', async () => {
    expect(await told(['work', '--config', 'nowhere.ts'])).toEqual(says('^There is no nowhere.ts here.*\n$'))
  })
  test('a function that fails', async () => {
    expect(await told(['work', '--config', config])).toEqual(
      says("^.*folder.config.ts can't be used: there is no DATABASE_URL for worker\n$"),
    )
  })
  test('a file that exports something else', async () => {
    const file = await scratch('other.mjs', 'export default { systems: [] }')
    expect(await told(['serve', '--config', file])).toEqual(says('does not export a configuration.*\n$'))
  })
  test('a folder as database, for a worker alone', async () => {
    const content = `export default { systems: [], policy: { controller: { name: 'X', contact: 'x' } }, database: { directory: '${folder}/db' }, secret: '${'s'.repeat(40)}' }`
    const file = await scratch('embedded.mjs', content)
    expect(await told(['work', '--config', file])).toEqual(says('^Rechtop could not start: .*embedded.*\n$'))
    expect(await told(['serve', '--no-work', '--config', file])).toEqual(says('embedded database.*\n$'))
  })
  test('a database that does not answer', async () => {
    const environment = { DATABASE_URL: 'postgres://nobody@127.0.0.1:1/x', FOLDER: folder }
    expect(await told(['work', '--config', config], environment)).toEqual(
      says('^Rechtop could not start: .*\n$'),
    )
  })
  test('a number that is none', async () => {
    expect(await told(['work', '--concurrency', 'many'])).toEqual(
      says('^--concurrency takes a whole number.*\n$'),
    )
    expect(await told(['serve', '--prot', '1'])).toEqual(says('see --help\n$'))
  })
})
