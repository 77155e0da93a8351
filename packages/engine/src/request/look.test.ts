import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { openBench, type Bench } from '../../test/bench.ts'
import { StoreError } from '../store/database.ts'
import type { RequestRow } from '../store/table.ts'
import { look, lookAtRun } from './look.ts'
import type { Parts } from './parts.ts'

let bench: Bench
beforeAll(async () => {
  bench = await openBench()
})
afterEach(() => bench.clear())
afterAll(() => bench.stop())

const never = new AbortController().signal
const requestNow = async ({ id }: RequestRow): Promise<Record<string, unknown> | undefined> =>
  (
    await bench.rows(
      'select phase, status, attempts, version, next_attempt_at is not null as timed from rechtop.request where id = $1',
      id,
    )
  )[0]

/** Parts whose first write waits until the other worker has done its own. */
function lateBy(before: () => Promise<void>): Parts {
  let isFirst = true
  return bench.over(({ write }) => ({
    write: async (work) => {
      if (isFirst) {
        isFirst = false
        await before()
      }
      return write(work)
    },
  }))
}

describe('a worker that took over and is overtaken once more by the one before it', () => {
  test('does not end the wake-ups of a request', async () => {
    const row = await bench.plantRequest({ phase: 'run', status: 'running', rounds: 1 })
    const lost = new AbortController()
    const parts = lateBy(async () => {
      // the earlier worker's write lands, and then it learns that its lease is gone
      const first = bench.over(({ write }) => ({
        write: async (work) => {
          const result = await write(work)
          lost.abort(new Error('no longer active'))
          return result
        },
      }))
      await look(row.id, first, lost.signal).catch(() => {})
    })
    await look(row.id, parts, never)
    expect(await requestNow(row)).toMatchObject({ phase: 'verify', status: 'running', timed: false })
    expect(await bench.jobs()).toContain(`request ${row.id}`)
  })

  test('does not end the wake-ups of a run', async () => {
    const row = await bench.plantRequest({ phase: 'run', status: 'running', rounds: 1 })
    const run = await bench.plantRun(row, { status: 'pending' })
    const parts = lateBy(async () => {
      // the earlier worker's claim lands, and then it is killed
      await bench.rows(
        `update rechtop.run set version = version + 1, status = 'running' where id = $1`,
        run.id,
      )
    })
    await lookAtRun(run.id, parts, never)
    expect(await bench.rows('select status, version from rechtop.run')).toEqual([
      { status: 'running', version: 2 },
    ])
    expect(await bench.jobs()).toContain(`run ${run.id}`)
  })
})

test('a request that is to be verified has a look of its own, from the moment that it is', async () => {
  const row = await bench.plantRequest({ rounds: 1 })
  const parts = bench.over(({ write }) => ({
    write: async (work) => {
      const result = await write(work)
      const now = await requestNow(row)
      if (now?.['phase'] === 'verify') expect(await bench.jobs()).toContain(`request ${row.id}`)
      return result
    },
  }))
  await look(row.id, parts, never)
  expect(await requestNow(row)).toMatchObject({ phase: 'end', status: 'verified' })
  expect(await bench.jobs()).toContain(`request ${row.id}`)
})

describe('a statement of ours that the database refuses', () => {
  const refusing = (code: string): Parts => ({
    ...bench.parts,
    locate: () => Promise.reject(new StoreError(code)),
  })

  test.each(['22P05', '22001', '23514', '57014', '42P01', 'unknown'])(
    'for good (%s) is told, and counts as a try',
    async (code) => {
      const row = await bench.plantRequest({})
      await look(row.id, refusing(code), never)
      expect(await requestNow(row)).toMatchObject({ status: 'waiting', attempts: 1, timed: true })
      expect(bench.logged).toContainEqual(`step-failed ${JSON.stringify({ name: 'StoreError', code })}`)
      const [found] = await bench.rows('select findings from rechtop.request where id = $1', row.id)
      expect(found).toMatchObject({ findings: [{ code: 'FAILED' }] })
      expect(await bench.jobs()).toContain(`request ${row.id}`)
    },
  )

  test('for good needs a person in the end, who can retry and cancel', async () => {
    const row = await bench.plantRequest({ attempts: 19 })
    await look(row.id, refusing('22P05'), never)
    expect(await requestNow(row)).toMatchObject({ status: 'needs-attention', attempts: 20, timed: false })
  })

  test.each([
    '08006',
    '57P01',
    '53300',
    '40001',
    '40P01',
    'CONNECTION_CLOSED',
    'CONNECT_TIMEOUT',
    'ECONNRESET',
    'TIMEOUT',
  ])('because it is down (%s) lets the job come back, and counts as nothing', async (code) => {
    const row = await bench.plantRequest({})
    await expect(look(row.id, refusing(code), never)).rejects.toBeInstanceOf(StoreError)
    expect(await requestNow(row)).toMatchObject({ status: 'received', attempts: 0 })
  })

  test('in a run is told as well, and the run is tried again', async () => {
    const row = await bench.plantRequest({ phase: 'run', status: 'running', rounds: 1 })
    const run = await bench.plantRun(row, {})
    let writes = 0
    const parts = bench.over(({ write }) => ({
      write: async (work) => {
        writes += 1
        if (writes === 2) throw new StoreError('22P05')
        return write(work)
      },
    }))
    await lookAtRun(run.id, parts, never)
    const [stored] = await bench.rows(
      'select status, failed_attempts, failure, next_attempt_at is not null as timed from rechtop.run',
    )
    expect(stored).toMatchObject({ status: 'waiting', failed_attempts: 1, timed: true })
    expect(stored).toMatchObject({ failure: { code: 'permanent', detail: expect.any(String) } })
    expect((await bench.jobs()).toSorted()).toEqual([`request ${row.id}`, `run ${run.id}`])
    await bench.rows('update rechtop.run set failed_attempts = 19, next_attempt_at = null')
    writes = 0
    await lookAtRun(run.id, parts, never)
    expect(await bench.rows('select status, failed_attempts from rechtop.run')).toEqual([
      { status: 'failed', failed_attempts: 20 },
    ])
  })
})

describe('a step', () => {
  test.each(['locate', 'verify'] as const)(
    'to %s is one worker’s, from before it asks the systems',
    async (phase) => {
      const row = await bench.plantRequest({
        phase,
        status: 'waiting',
        reason: 'unreachable',
        nextAttemptAt: new Date(0),
      })
      let during: unknown
      const locate: Parts['locate'] = async () => {
        during ??= await requestNow(row)
        return { identifiers: [], systems: [] }
      }
      await look(row.id, { ...bench.parts, locate }, never)
      expect(during).toMatchObject({ phase, status: 'running', timed: false, version: row.version + 1 })
    },
  )

  test('that was taken over fails without a trace in the row', async () => {
    const row = await bench.plantRequest({})
    const locate: Parts['locate'] = async () => {
      await bench.rows(
        `update rechtop.request set version = version + 1, phase = 'approve', status = 'awaiting-approval'`,
      )
      throw new TypeError('a fault of ours')
    }
    await look(row.id, { ...bench.parts, locate }, never)
    expect(await requestNow(row)).toMatchObject({
      phase: 'approve',
      status: 'awaiting-approval',
      attempts: 0,
      timed: false,
    })
  })

  test('of a run that was taken over does not end the run', async () => {
    const row = await bench.plantRequest({ phase: 'run', status: 'running', rounds: 1 })
    const run = await bench.plantRun(row, {})
    const parts = bench.over(({ write }) => ({
      write: async (work) => {
        const result = await write(work)
        if ((await bench.rows('select version from rechtop.run'))[0]?.['version'] === 2) {
          // another worker claims it, and this one finds a fault
          await bench.rows('update rechtop.run set version = 3, attempts = 2')
          throw new TypeError('a fault of ours')
        }
        return result
      },
    }))
    await lookAtRun(run.id, parts, never)
    expect(await bench.rows('select status, version, failed_attempts from rechtop.run')).toEqual([
      { status: 'running', version: 3, failed_attempts: 0 },
    ])
  })

  test('of a run that was handed back, and then fails, counts as a try', async () => {
    const row = await bench.plantRequest({ phase: 'run', status: 'running', rounds: 1 })
    const run = await bench.plantRun(row, {})
    const parts = bench.over(({ write }) => ({
      write: async (work) => {
        const result = await write(work)
        const [now] = await bench.rows('select status from rechtop.run')
        if (now?.['status'] !== 'running') return result
        await bench.rows(`update rechtop.run set version = version + 1, status = 'pending'`)
        throw new TypeError('a fault of ours')
      },
    }))
    await lookAtRun(run.id, parts, never)
    expect(await bench.rows('select status, failed_attempts from rechtop.run')).toEqual([
      { status: 'waiting', failed_attempts: 1 },
    ])
  })

  test.each(['run', 'verify', 'export', 'files'] as const)(
    'to %s that finds nothing to work with is told, not passed over',
    async (phase) => {
      const row = await bench.plantRequest({
        phase,
        status: 'running',
        locatedSealed: null,
        planSealed: null,
      })
      await look(row.id, bench.parts, never)
      expect(await requestNow(row)).toMatchObject({ phase, status: 'waiting', attempts: 1, timed: true })
      expect(await bench.jobs()).toContain(`request ${row.id}`)
    },
  )
})

describe('a look that ends its worker each time', () => {
  test('is given up, and a person reads why; after their word it is tried again', async () => {
    let begun = 0
    const locate: Parts['locate'] = async () => {
      begun += 1
      return { identifiers: [], systems: [] }
    }
    const parts = { ...bench.parts, locate }
    const row = await bench.plantRequest({})
    await look(row.id, parts, never, 20)
    expect(begun).toBe(0)
    expect(await requestNow(row)).toMatchObject({ phase: 'locate', status: 'needs-attention', attempts: 20 })
    const [{ reason, findings } = {}] = await bench.rows('select reason, findings from rechtop.request')
    expect([reason, findings]).toEqual(['own-trouble', [expect.objectContaining({ code: 'FAILED' })]])
    await bench.rows(`update rechtop.request set status = 'running', reason = null, attempts = 0`)
    await look(row.id, parts, never, 19)
    expect(begun).toBeGreaterThan(0)
    // what is not due is nobody's to give up
    const waiting = {
      status: 'waiting',
      reason: 'unreachable',
      nextAttemptAt: new Date(Date.now() + 60_000),
    } as const
    const other = await bench.plantRequest(waiting)
    await look(other.id, parts, never, 20)
    expect(await requestNow(other)).toMatchObject({ status: 'waiting', attempts: 0 })
  })

  test('is put off where it only looks again at what has ended', async () => {
    const closedAt = new Date()
    const row = await bench.plantRequest({ phase: 'end', status: 'verified', closedAt })
    await bench.rows(
      `insert into rechtop.recheck (request_id, subject_sealed, remaining, look_at, attempts)
       values ($1, '', '[]', now() - interval '1 minute', 0)`,
      row.id,
    )
    await look(row.id, bench.parts, never, 20)
    expect(await requestNow(row)).toMatchObject({ phase: 'end', status: 'verified' })
    expect(await bench.rows('select attempts, look_at > now() as later from rechtop.recheck')).toEqual([
      { attempts: 1, later: true },
    ])
  })
})
