import { setTimeout as wait } from 'node:timers/promises'
import type { AnyConnector } from '@rechtop/connector'
import type { Identifier } from '@rechtop/schema'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { Policy } from '../src/policy/policy.ts'
import { lookAtChunk } from '../src/chunk/look-at-batch.ts'
import { takeBackOfJob } from '../src/chunk/chunk-row.ts'
import { look, lookAtRun } from '../src/request/look.ts'
import type { Parts } from '../src/request/parts.ts'
import { Superseded } from '../src/request/request-row.ts'
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
/** Somebody else, who is in their lists. */
const byStranger: Identifier = { kind: 'email', value: 'stranger@example.nl' }
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

/** `lose`: the queue takes all workers for dead and gives their jobs to others, while they go on. */
const acts = ['approve', 'cancel', 'retry', 'lose'] as const
type Act = (typeof acts)[number]
/** Somebody asks for the person, by itself, or in a list with somebody else or with the same person again. */
type Story = {
  readonly asked: readonly (readonly Identifier[])[]
  readonly list: boolean
  readonly acts: readonly Act[]
}
const way = fc.constantFrom<readonly Identifier[]>(...ways)
const another = fc.constantFrom<readonly Identifier[]>(...ways, [byStranger], [byStranger])
const story: fc.Arbitrary<Story> = fc
  .record({
    asked: fc.tuple(way, another),
    list: fc.boolean(),
    acts: fc.array(fc.constantFrom('approve', 'approve', ...acts), { maxLength: 3 }),
  })
  .map((one) => (one.list ? one : { ...one, asked: [one.asked[0]] }))

let bench: Bench
let stage: Stage
beforeAll(async () => {
  bench = await openBench()
})
afterAll(() => bench.stop())

const never = new AbortController().signal
/** How far the time is ahead, in milliseconds: it goes on when all that is left to do is for later. */
let ahead = 0

function plant(): Vault {
  const vault = createVault({ by: ['email', 'customerNumber'] }, { together: 50 })
  const notes = (...refs: string[]) => refs.map((ref) => ({ ref, text: 'a note' }))
  vault.people.push(
    { email: mail, customerNumber: 'C-1', footprints: 0, notes: notes('1', '2') },
    { email: otherMail, customerNumber: 'C-2', footprints: 0, notes: notes('3') },
    { email: byStranger.value, footprints: 0, notes: notes('4', '5') },
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

async function partsOf(vault: Vault, approval: Policy['approval']): Promise<Parts> {
  const parts = bench.over(({ write }) => ({
    write: async (work, longer) => {
      await stage.gate('write')
      const result = await write(work, longer)
      await expectNoOverlap(bench.parts)
      return result
    },
  }))
  const now = () => new Date(Date.now() + ahead)
  const policy = Policy.parse({ controller: { name: 'X', contact: 'x@x.example' }, approval })
  return partsOver({ ...parts, policy, now }, { vault: { ...vault.connector, ...slowly(vault.connector) } })
}

type Job = { readonly job: string; readonly name: string; readonly id: string }

/**
 * Gives jobs as the queue does. What is for later comes when nothing else is left, and a few times only: whoever waits
 * behind a request that nobody approves looks again for ever.
 */
function openJobs() {
  let later = 6
  let atWork = 0
  return {
    atWork: () => atWork,
    take: async function take(): Promise<Job | null> {
      const rows = await bench.rows(
        `select id as job, name, data ->> 'id' as id, start_after > now() as later
         from rechtop_queue.job as given
         where state in ('created', 'retry') and not exists (
           select from rechtop_queue.job where state = 'active' and (name, singleton_key) = (given.name, given.singleton_key))
         order by start_after, created_on, id`,
      )
      const due = rows.find(({ later }) => later === false)
      const row = due ?? (atWork === 0 && later > 0 ? rows[0] : undefined)
      if (row === undefined) return null
      if (due === undefined) {
        later -= 1
        ahead += 600_000
      }
      atWork += 1
      const taking = `update rechtop_queue.job set state = 'active' where id = $1 and state <> 'active' returning id`
      const taken = await bench.rows(taking, row['job'])
      if (taken.length === 0) {
        atWork -= 1
        return take()
      }
      return { job: String(row['job']), name: String(row['name']), id: String(row['id']) }
    },
    end: async ({ job }: Job): Promise<void> => {
      atWork -= 1
      await bench.rows(`delete from rechtop_queue.job where id = $1 and state = 'active'`, job)
    },
    /** Whoever finds that somebody else went on leaves the job to be looked at again. */
    fail:
      ({ job }: Job) =>
      async (error: unknown): Promise<void> => {
        if (!(error instanceof Superseded)) throw error
        atWork -= 1
        await bench.rows(
          `update rechtop_queue.job set state = 'retry' where id = $1 and state = 'active'`,
          job,
        )
      },
  }
}

async function work({ job, name, id }: Job, parts: Parts): Promise<void> {
  if (name === 'rechtop-run') return lookAtRun(id, parts, never)
  if (name === 'rechtop-request') return look(id, parts, never)
  await takeBackOfJob(job, parts)
  while (await lookAtChunk({ batch: id, job }, 50, parts, never)) continue
}

async function act(requests: Requests, id: string, what: Act): Promise<void> {
  const acting = { id, actor: 'officer' }
  if (what === 'lose') {
    await bench.rows(`update rechtop_queue.job set state = 'retry' where state = 'active'`)
  }
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

/** @returns the id of what was asked for first; null where it was refused */
async function ask(requests: Requests, { asked, list }: Story, nth: number): Promise<string | null> {
  const [first = []] = asked
  if (!list) {
    const created = await requests.erase({ identifiers: first, actor: 'test' })
    return created.ok ? created.request.id : null
  }
  const subjects = asked.map((identifiers) => ({ identifiers }))
  const taken = await requests.eraseMany({ subjects, idempotencyKey: `list ${nth}`, actor: 'test' })
  if (!taken.ok) return null
  const [row] = await bench.rows(
    'select id from rechtop.request where batch_id = $1 order by id',
    taken.batch.id,
  )
  return row === undefined ? null : String(row['id'])
}

/** All stories at once, by two workers, in the order that the scheduler chooses; and then to the end, one by one. */
async function tell(
  stories: readonly Story[],
  scheduler: fc.Scheduler,
  approval: Policy['approval'],
): Promise<void> {
  await bench.clear()
  ahead = 0
  stage = openStage()
  const vault = plant()
  const parts = await partsOf(vault, approval)
  const requests = createRequests(parts)
  const jobs = openJobs()
  let telling = stories.length
  const person = (one: Story, nth: number) =>
    async function person(): Promise<void> {
      const id = await ask(requests, one, nth)
      for (const what of one.acts) {
        if (id === null) break
        await stage.gate(what)
        await act(requests, id, what)
      }
      telling -= 1
    }
  const worker = async (): Promise<void> => {
    for (;;) {
      const job = await jobs.take()
      if (job === null && telling === 0 && jobs.atWork() === 0) return
      if (job === null) {
        await stage.gate('idle')
        continue
      }
      await work(job, parts).then(() => jobs.end(job), jobs.fail(job))
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
      await work(job, parts).then(() => jobs.end(job), jobs.fail(job))
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
  const gone = 5 - stays
  const happened = new Set(stories.flatMap((one) => one.acts))
  expect(Number(told?.['count'])).toBeLessThanOrEqual(gone)
  if (happened.has('cancel')) return
  const asked = stories.flatMap(({ asked: each }) => each.flat().map(({ value }) => value))
  const isAsked = (person: Vault['people'][number]): boolean =>
    asked.includes(person.email) || asked.includes(person.customerNumber ?? '')
  expect(vault.people.filter(isAsked).flatMap(({ notes }) => notes)).toEqual([])
  // what a system answers to a request that was retried meanwhile, or to a worker that was taken for dead, is not heard
  if (!happened.has('retry') && !happened.has('lose')) expect(Number(told?.['count'])).toBe(gone)
}

/** `RECHTOP_CHAOS=full` asks for many orders; else there are as many as fit in some seconds. */
const limits =
  process.env['RECHTOP_CHAOS'] === 'full'
    ? { numRuns: 500 }
    : { numRuns: 60, interruptAfterTimeLimit: 20_000, markInterruptAsFailure: false }

test.each(['one-person', 'nobody'] as const)(
  'however the requests, lists, approvals, cancellations and retries of one person fall together, where %s approves, no match is worked on twice, and the ledger tells once of each record',
  async (erasure) => {
    const stories = fc.array(story, { minLength: 2, maxLength: 3 })
    const property = fc.asyncProperty(stories, fc.scheduler(), (told, scheduler) =>
      tell(told, scheduler, { erasure }),
    )
    await fc.assert(property, { ...limits, endOnFailure: true })
  },
)
