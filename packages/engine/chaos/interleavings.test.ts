import { setTimeout as wait } from 'node:timers/promises'
import type { AnyConnector } from '@rechtop/connector'
import type { Identifier } from '@rechtop/schema'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { Policy } from '../src/policy/policy.ts'
import { look, lookAtRun } from '../src/request/look.ts'
import type { Parts } from '../src/request/parts.ts'
import type { Requests } from '../src/request/request.ts'
import { createRequests } from '../src/request/requests.ts'
import { orderOf } from '../src/run/order.ts'
import { partsOver } from '../test/at-work.ts'
import { openBench, type Bench } from '../test/bench.ts'
import { createVault, type Vault } from '../test/vault.ts'
import { openStage, type Stage } from './stage.ts'

const [mail, otherMail] = ['sanne@example.nl', 'sanne@work.example']
const byMail: Identifier = { kind: 'email', value: mail }
const byNumber: Identifier = { kind: 'customerNumber', value: 'C-1' }
const byOtherMail: Identifier = { kind: 'email', value: otherMail }
const byOtherNumber: Identifier = { kind: 'customerNumber', value: 'C-2' }
/** Ways to ask for one person who stands in the system twice; each of the two by either of its identifiers. */
const ways = [
  [byMail],
  [byNumber],
  [byMail, byOtherNumber],
  [byNumber, byOtherMail],
  [byOtherMail],
  [byMail, byNumber],
] as const

const acts = ['approve', 'cancel', 'retry'] as const
type Act = (typeof acts)[number]
type Story = { readonly by: readonly Identifier[]; readonly acts: readonly Act[] }
const story: fc.Arbitrary<Story> = fc.record({
  by: fc.constantFrom<readonly Identifier[]>(...ways),
  acts: fc.array(fc.constantFrom('approve', 'approve', ...acts), { maxLength: 3 }),
})

let bench: Bench
let stage: Stage
beforeAll(async () => {
  const approval = { erasure: 'one-person' } as const
  const policy = Policy.parse({ controller: { name: 'X', contact: 'x@x.example' }, approval })
  bench = await openBench({ policy })
})
afterAll(() => bench.stop())

const never = new AbortController().signal
/** How far the time is ahead, in milliseconds: it goes on when all that is left to do is for later. */
let ahead = 0

function plant(): Vault {
  const vault = createVault({ by: ['email', 'customerNumber'] })
  const notes = (...refs: string[]) => refs.map((ref) => ({ ref, text: 'a note' }))
  vault.people.push(
    { email: mail, customerNumber: 'C-1', footprints: 0, notes: notes('1', '2') },
    { email: otherMail, customerNumber: 'C-2', footprints: 0, notes: notes('3') },
  )
  return vault
}

/** A system that is waited for on its way in and on its way out. */
function slowly({ find, export: read, erase }: AnyConnector): Partial<AnyConnector> {
  return {
    find: async (subjects, context) => {
      await stage.gate('find')
      return find(subjects, context)
    },
    async *export(orders, context) {
      await stage.gate('export')
      yield* read(orders, context)
    },
    erase: async (orders, context) => {
      await stage.gate('erase')
      const answers = await erase(orders, context)
      await stage.gate('erased')
      return answers
    },
  }
}

/** No match is worked on by two requests, as the rows of open runs say it. */
async function expectNoOverlap({ seal }: Parts): Promise<void> {
  const rows = await bench.rows(
    `select request_id, order_sealed from rechtop.run
     where status in ('pending', 'running', 'waiting') and order_sealed is not null`,
  )
  const holders = new Map<string, Set<string>>()
  for (const { request_id: request, order_sealed: orderSealed } of rows) {
    for (const { line } of orderOf({ orderSealed: String(orderSealed) }, seal)) {
      const match = line.match ?? ''
      holders.set(match, (holders.get(match) ?? new Set()).add(String(request)))
    }
  }
  expect([...holders.values()].filter(({ size }) => size > 1)).toEqual([])
}

async function partsOf(vault: Vault): Promise<Parts> {
  const parts = bench.over(({ write }) => ({
    write: async (work, longer) => {
      await stage.gate('write')
      const result = await write(work, longer)
      await expectNoOverlap(bench.parts)
      return result
    },
  }))
  const now = () => new Date(Date.now() + ahead)
  return partsOver({ ...parts, now }, { vault: { ...vault.connector, ...slowly(vault.connector) } })
}

type Job = { readonly name: string; readonly id: string }

/**
 * Takes jobs as the queue gives them: one at a time of each id. What is for later comes when nothing else is left, and
 * a few times only: whoever waits behind a request that nobody approves looks again for ever.
 */
function openJobs() {
  const active = new Set<string>()
  let later = 6
  return {
    active,
    take: async (): Promise<Job | null> => {
      const rows = await bench.rows(
        `select id, name, singleton_key, start_after > now() as later from rechtop_queue.job
         where state in ('created', 'retry') and not singleton_key = any($1) order by start_after, created_on, id`,
        [...active],
      )
      const due = rows.find(({ later }) => later === false)
      const job = due ?? (active.size === 0 && later > 0 ? rows[0] : undefined)
      if (job === undefined) return null
      if (due === undefined) {
        later -= 1
        ahead += 600_000
      }
      await bench.rows('delete from rechtop_queue.job where id = $1', job['id'])
      active.add(String(job['singleton_key']))
      return { name: String(job['name']), id: String(job['singleton_key']) }
    },
  }
}

async function work({ name, id }: Job, parts: Parts): Promise<void> {
  await (name === 'rechtop-run' ? lookAtRun(id, parts, never) : look(id, parts, never))
}

async function act(requests: Requests, id: string, what: Act): Promise<void> {
  const acting = { id, actor: 'officer' }
  if (what === 'cancel') await requests.cancel(acting)
  if (what === 'retry') await requests.retry(acting)
  if (what === 'approve') {
    const digest = (await requests.plan(id))?.digest ?? 'none'
    const approval = { ...acting, digest, idempotencyKey: `${id} ${digest}` }
    const [once, again] = [await requests.approve(approval), await requests.approve(approval)]
    // a repeat under its key is never refused when the first was heard
    if (once.ok) expect(again).toMatchObject({ ok: true, request: { id } })
  }
}

/** All stories at once, by two workers, in the order that the scheduler chooses; and then to the end, one by one. */
async function tell(stories: readonly Story[], scheduler: fc.Scheduler): Promise<void> {
  await bench.clear()
  ahead = 0
  stage = openStage()
  const vault = plant()
  const parts = await partsOf(vault)
  const requests = createRequests(parts)
  const jobs = openJobs()
  let telling = stories.length
  const person = ({ by, acts: whats }: Story) =>
    async function person(): Promise<void> {
      const created = await requests.erase({ identifiers: by, actor: 'test' })
      for (const what of created.ok ? whats : []) {
        if (!created.ok) break
        await stage.gate(what)
        await act(requests, created.request.id, what)
      }
      telling -= 1
    }
  const worker = async (): Promise<void> => {
    for (;;) {
      const job = await jobs.take()
      if (job === null && telling === 0 && jobs.active.size === 0) return
      if (job === null) {
        await stage.gate('idle')
        continue
      }
      await work(job, parts)
      jobs.active.delete(job.id)
    }
  }
  await stage.play(scheduler, [...stories.map(person), () => worker(), () => worker()])
  await finish(requests, parts)
  await expectDone(stories, vault)
}

/** Approves and retries what waits for a person, until nothing does. */
async function finish(requests: Requests, parts: Parts): Promise<void> {
  for (let turn = 0; turn < 20; turn += 1) {
    const jobs = openJobs()
    for (let job = await jobs.take(); job !== null; job = await jobs.take()) {
      await work(job, parts)
      jobs.active.delete(job.id)
    }
    const open = await bench.rows(`select id, status from rechtop.request where phase <> 'end' order by id`)
    if (open.length === 0) return
    for (const { id, status } of open) {
      await act(requests, String(id), status === 'awaiting-approval' ? 'approve' : 'retry')
    }
    await wait(0)
  }
}

async function expectDone(stories: readonly Story[], vault: Vault): Promise<void> {
  const rows = await bench.rows(
    `select id, status, duplicate_of, subject_sealed is null and previous_plan_sealed is null as emptied from rechtop.request`,
  )
  for (const { status, duplicate_of: other, emptied } of rows) {
    expect(['verified', 'cancelled', 'joined']).toContain(status)
    expect(emptied).toBe(true)
    expect(rows.some(({ id }) => id === other)).toBe(status === 'joined')
  }
  expect(await bench.rows('select 1 from rechtop.request_match')).toEqual([])
  const stays = vault.people.reduce((sum, { notes }) => sum + notes.length, 0)
  const [told] = await bench.rows(`select coalesce(sum(count), 0)::integer as count from rechtop.ledger`)
  const gone = 3 - stays
  expect(Number(told?.['count'])).toBeLessThanOrEqual(gone)
  const happened = new Set(stories.flatMap((one) => one.acts))
  if (happened.has('cancel')) return
  const asked = stories.flatMap(({ by }) => by.map(({ value }) => value))
  const isAsked = (person: Vault['people'][number]): boolean =>
    asked.includes(person.email) || asked.includes(person.customerNumber ?? '')
  expect(vault.people.filter(isAsked).flatMap(({ notes }) => notes)).toEqual([])
  // what a system answers to a request that was retried meanwhile is not heard
  if (!happened.has('retry')) expect(Number(told?.['count'])).toBe(gone)
}

/** `RECHTOP_CHAOS=full` asks for many orders; else there are as many as fit in some seconds. */
const limits =
  process.env['RECHTOP_CHAOS'] === 'full'
    ? { numRuns: 500 }
    : { numRuns: 60, interruptAfterTimeLimit: 20_000, markInterruptAsFailure: false }

test('however the requests, approvals, cancellations and retries of one person fall together, no match is worked on twice, and the ledger tells once of each record', async () => {
  const stories = fc.array(story, { minLength: 2, maxLength: 3 })
  await fc.assert(fc.asyncProperty(stories, fc.scheduler(), tell), { ...limits, endOnFailure: true })
})
