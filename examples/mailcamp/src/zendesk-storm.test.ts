import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { createZendeskFake, wholePerson, type ZendeskFake } from '@rechtop/connector-zendesk/fake'
import { createEngine } from '@rechtop/engine'
import { afterEach, expect, test } from 'vitest'
import { erasure, zendeskOnly, type Zendesk } from './testing/zendesk-only.ts'

const worker = fileURLToPath(new URL('./testing/zendesk-worker.ts', import.meta.url))
const folders: string[] = []
afterEach(async () => {
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true, force: true })
})

async function newFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'zendesk-storm-'))
  folders.push(folder)
  return join(folder, 'rechtop')
}

async function openFake(): Promise<{ fake: ZendeskFake; address: Zendesk; close(): Promise<void> }> {
  const delays = { job: 200, deletedList: 500, permanent: 1000, index: 500 }
  const fake = createZendeskFake({ subdomain: 'mailcamp', token: 'token', delays, seed: wholePerson.seed })
  const { close, ...address } = await fake.listen()
  return { fake, address, close }
}

/** The fake's records of everybody, without the times that depend on when something was done. */
function recordsOf(fake: ZendeskFake): unknown {
  const { users, identities, tickets, suspendedTickets, chats, sideConversations } = fake.dump()
  const timeless = <Row extends object>(rows: readonly Row[]): unknown[] =>
    rows.map((row) => ({ ...row, updated_at: '', deleted_at: '', created_at: '', metadata: null }))
  const quiet = tickets.map(({ comments, ...ticket }) => ({ ...ticket, comments: timeless(comments) }))
  return [
    timeless(users),
    timeless(identities),
    timeless(quiet),
    suspendedTickets.length,
    chats.length,
    sideConversations,
  ]
}

const ends = ['verified', 'needs-attention']

/** The erasure on a quiet day. */
async function eraseInPeace(): Promise<unknown> {
  const { fake, address, close } = await openFake()
  const engine = await createEngine(zendeskOnly(await newFolder(), address))
  await engine.start()
  const created = await engine.requests.erase(erasure)
  if (!created.ok) throw new Error('refused')
  let { request } = created
  for await (request of engine.requests.watch(request.id, AbortSignal.timeout(60_000))) {
    if (ends.includes(request.status)) break
  }
  expect(request).toMatchObject({ status: 'verified', findings: [] })
  await engine.stop()
  await close()
  return recordsOf(fake)
}

type Told = { readonly status: string; readonly findings: readonly unknown[] }

/**
 * Kills the process that works again and again, until the request ends: a second after it began, and a quarter later each
 * time. What is begun ten times and never comes to an outcome is a person's, however little a loaded machine does in a second.
 */
async function workAndDie(directory: string, address: Zendesk): Promise<{ request: Told; killed: number }> {
  for (let killed = 1; ; killed++) {
    const child: ChildProcess = fork(worker, [directory, address.origin, address.fileOrigin])
    let request: Told = { status: 'unknown', findings: [] }
    child.on('message', (told: Told) => (request = told))
    await once(child, 'message')
    const end = performance.now() + 1000 + 250 * (killed - 1)
    while (performance.now() < end && !ends.includes(request.status)) await wait(50)
    const exited = once(child, 'exit')
    child.kill('SIGKILL')
    await exited
    if (ends.includes(request.status)) return { request, killed }
  }
}

test('in a storm, killed again and again after a second or some, the end is the same as in peace', async () => {
  const peace = await eraseInPeace()
  const { fake, address, close } = await openFake()
  fake.storm({ seed: 7, share: 0.15, retryAfterSeconds: 1 })
  const { request, killed } = await workAndDie(await newFolder(), address)
  fake.storm(null)
  await close()

  expect(request).toMatchObject({ status: 'verified', findings: [] })
  expect(killed).toBeGreaterThan(5)
  const broken = fake.log.filter(({ status }) => status === 429 || status === 500 || status === 'cut')
  expect(broken.length).toBeGreaterThan(10)
  expect(recordsOf(fake)).toEqual(peace)
  for (const trace of wholePerson.hers) expect(JSON.stringify(fake.dump()), trace).not.toContain(trace)
  // a change that was made is not made again: what is asked for twice finds nothing to do
  const changes = fake.effects.filter(({ effect }) => !['job queued', 'ticket updated'].includes(effect))
  const effects = changes.map(({ effect, id }) => `${effect} ${id}`)
  expect(effects).toEqual([...new Set(effects)])
  // calls that were on their way already when the 429 was sent do not count
  expect(fake.earlyCalls.filter(({ sinceAskedMs }) => sinceAskedMs > 300)).toEqual([])
}, 600_000)
