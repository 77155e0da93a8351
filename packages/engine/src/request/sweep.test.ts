import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { openBench, type Bench } from '../../test/bench.ts'
import type { RequestRow, RunRow } from '../store/table.ts'
import { sweep } from './sweep.ts'

let bench: Bench
beforeAll(async () => {
  bench = await openBench()
})
afterEach(() => bench.clear())
afterAll(() => bench.stop())

const past = new Date(0)
const future = new Date(Date.now() + 3_600_000)

describe('a request whose job was lost', () => {
  const unfinished: Partial<RequestRow>[] = [
    { phase: 'locate', status: 'received' },
    { phase: 'locate', status: 'running' },
    { phase: 'run', status: 'running', rounds: 1 },
    { phase: 'verify', status: 'running' },
    { phase: 'export', status: 'running', right: 'access' },
    { phase: 'files', status: 'running', right: 'access' },
    { phase: 'locate', status: 'waiting', reason: 'unreachable', nextAttemptAt: past },
    { phase: 'locate', status: 'waiting', reason: 'another-request', nextAttemptAt: past },
  ]
  test.each(unfinished)('is looked at again: $phase, $status', async (change) => {
    const { id } = await bench.plantRequest(change)
    await sweep(bench.parts, 'what is due')
    expect(await bench.jobs()).toEqual([`request ${id}`])
    await sweep(bench.parts, 'what is due')
    expect(await bench.jobs()).toEqual([`request ${id}`])
  })

  const atRest: Partial<RequestRow>[] = [
    { phase: 'approve', status: 'awaiting-approval' },
    { phase: 'decide', status: 'needs-attention', reason: 'undecided' },
    { phase: 'verify', status: 'needs-attention', reason: 'left-over' },
    { phase: 'end', status: 'verified' },
    { phase: 'locate', status: 'waiting', reason: 'unreachable', nextAttemptAt: future },
  ]
  test.each(atRest)('is left alone while it rests: $phase, $status', async (change) => {
    await bench.plantRequest(change)
    await sweep(bench.parts, 'what is due')
    expect(await bench.jobs()).toEqual([])
  })

  test('is found however many there are, the oldest first', async () => {
    const seed = await bench.plantRequest({ createdAt: new Date('2026-01-01T00:00:00Z') })
    const columns = `right_exercised, phase, status, received_at, due_on, actor, subject_kinds, pseudonym,
      decisions, findings, attempts, rounds, version`
    await bench.rows(
      `insert into rechtop.request (id, created_at, ${columns})
       select gen_random_uuid(), created_at + n * interval '1 second', ${columns}
       from rechtop.request, generate_series(1, 2499) n`,
    )
    await sweep(bench.parts, 'what is due')
    const jobs = await bench.jobs()
    expect(jobs).toHaveLength(2500)
    expect(new Set(jobs).size).toBe(2500)
    expect(jobs.slice(0, 1000)).toContain(`request ${seed.id}`)
  })

  test('is not taken for one whose job a worker holds, or that will come back', async () => {
    for (const state of ['active', 'retry']) {
      const { id } = await bench.plantRequest({ status: 'running' })
      await bench.parts.database.write((executor) => bench.parts.queue.look(executor, 'request', id))
      await bench.rows(
        `update rechtop_queue.job set state = '${state}', start_after = now() + interval '50 seconds' where singleton_key = $1`,
        id,
      )
    }
    await sweep(bench.parts, 'what is due')
    expect(await bench.rows('select 1 from rechtop_queue.job')).toHaveLength(2)
  })

  test('is looked at when it is due, though its job says later', async () => {
    const { id } = await bench.plantRequest({ status: 'waiting', reason: 'unreachable', nextAttemptAt: past })
    await bench.parts.database.write((executor) => bench.parts.queue.look(executor, 'request', id, future))
    await sweep(bench.parts, 'what is due')
    await sweep(bench.parts, 'what is due')
    expect(await bench.jobs()).toEqual([`request ${id}`, `request ${id}`])
  })
})

describe('a run whose job was lost', () => {
  const open: Partial<RunRow>[] = [
    { status: 'pending' },
    { status: 'running' },
    { status: 'waiting', nextAttemptAt: past },
  ]
  test.each(open)('is looked at again: $status', async (change) => {
    const request = await bench.plantRequest({ phase: 'run', status: 'running', rounds: 1 })
    const { id } = await bench.plantRun(request, change)
    await sweep(bench.parts, 'what is due')
    await sweep(bench.parts, 'what is due')
    // the run asks for a look at its request when it ends
    expect(await bench.jobs()).toEqual([`run ${id}`])
  })

  test('is left alone when it waits, has ended, or is of a request that left it behind', async () => {
    const request = await bench.plantRequest({
      phase: 'run',
      status: 'waiting',
      reason: 'systems-work',
      rounds: 2,
      nextAttemptAt: future,
    })
    await bench.plantRun(request, { status: 'waiting', nextAttemptAt: future })
    await bench.plantRun(request, { status: 'done' })
    await bench.plantRun(request, { status: 'pending', round: 1 })
    await bench.plantRun(await bench.plantRequest({ phase: 'approve', rounds: 1 }), { status: 'pending' })
    await sweep(bench.parts, 'what is due')
    expect(await bench.jobs()).toEqual([])
  })
})
