import { setTimeout as wait } from 'node:timers/promises'
import { transient, type AnyConnector, type Outcome } from '@rechtop/connector'
import { afterEach, describe, expect, test } from 'vitest'
import { createVault, type Vault } from '../../test/vault.ts'
import { asked, email, startWork, type Work } from '../../test/work.ts'
import { storedLines } from '../../test/stored-lines.ts'

type Answer = (call: number, holding: string) => Outcome | null
let vault: Vault
let work: Work
/** What each call of `erase` was sent: holding and token. */
let calls: string[][] = []
afterEach(() => work.stop())

const sooner = (milliseconds: number): Date => new Date(Date.now() + milliseconds)
const done: Outcome = { status: 'done', count: 0 }

/** Two holdings; the connector answers what the test says, and does it where that is null. */
async function start(
  answer: Answer,
  change: Partial<AnyConnector> = {},
  options: Parameters<typeof startWork>[1] = {},
): Promise<void> {
  calls = []
  vault = createVault({ unread: true })
  vault.people.push({ email, footprints: 3, notes: [{ ref: '1', text: 'a note' }] })
  const { connector } = vault
  const erase: AnyConnector['erase'] = async (orders, context) => {
    const call = calls.push(
      orders.flatMap(({ lines }) => lines.map(({ holding, token }) => `${holding} ${token ?? '-'}`)),
    )
    return Promise.all(
      orders.map(({ locator, lines }) =>
        Promise.all(
          lines.map(async (line) => {
            const said = answer(call, line.holding)
            if (said !== null) return said
            const [outcomes] = await connector.erase([{ locator, lines: [line] }], context)
            return outcomes?.[0] ?? done
          }),
        ),
      ),
    )
  }
  work = await startWork({ vault: { ...connector, erase, ...change } }, options)
}

const lines = (): Promise<Record<string, unknown>[]> =>
  work.rows(`select holding, line.status, line.failure, why from ${storedLines} order by holding`)
const run = async (): Promise<Record<string, unknown> | undefined> =>
  (await work.rows('select status, attempts, failed_attempts, next_attempt_at from rechtop.run'))[0]

describe('a wait', () => {
  test('lasts a second at least, also when the system names a moment that is over', async () => {
    await start(() => ({ status: 'pending', checkAfter: sooner(-60_000), token: 't' }))
    await work.engine.requests.erase(asked)
    await expect.poll(() => calls.length, { timeout: 10_000 }).toBe(1)
    await wait(3_000)
    expect(calls.length).toBeLessThan(5)
  }, 30_000)

  test('that a worker with a slow clock ends too early goes on without a spin', async () => {
    const slow = (): Date => sooner(-60_000)
    const limited = (): Outcome => ({
      status: 'failed',
      done: 0,
      failure: { code: 'rate-limited', retryAfter: new Date(slow().getTime() + 3_000) },
    })
    await start((call) => (call === 1 ? limited() : null), {}, { now: slow })
    const request = await work.settled(await work.engine.requests.erase(asked))
    expect(request.status).toBe('verified')
    expect(calls).toHaveLength(2)
    const [jobs] = await work.rows(
      `select count(*)::int as n from rechtop_queue.job where name = 'rechtop-run'`,
    )
    expect(jobs?.['n']).toBeLessThan(7)
  }, 30_000)
})

describe('a line that waits', () => {
  test('keeps no other line, and is not sent again before its time', async () => {
    const hour = sooner(3_600_000)
    const later = { status: 'pending', checkAfter: hour, token: 'ticket' } as const
    const broken: Outcome = { status: 'failed', failure: transient, done: 0 }
    await start((call, holding) => {
      if (holding === 'notes') return call < 4 ? later : null
      return call < 3 ? broken : null
    })
    const result = await work.engine.requests.erase(asked)
    await expect.poll(async () => (await lines())[0]?.['status'], { timeout: 20_000 }).toBe('done')
    expect(calls).toEqual([['notes -', 'footprints -'], ['footprints -'], ['footprints -']])
    expect(await run()).toMatchObject({ status: 'waiting', next_attempt_at: hour })
    work.clock.ahead = 3_700_000
    await work.restart()
    expect((await work.settled(result)).status).toBe('verified')
    expect(calls.slice(3)).toEqual([['notes ticket']])
  }, 60_000)

  test('holds back what comes after it, which is sent in one order with it', async () => {
    const later = { status: 'pending', checkAfter: sooner(2_500), token: 'ticket' } as const
    const { connector } = createVault({ unread: true })
    const { notes, footprints } = connector.holdings
    if (notes === undefined || footprints === undefined) throw new TypeError('the vault has both')
    await start(
      (call, holding) => {
        if (call > 1) return null
        return holding === 'notes'
          ? later
          : { status: 'failed', failure: { code: 'blocked', by: 'notes' }, done: 0 }
      },
      { holdings: { notes, footprints: { ...footprints, after: ['notes'] } } },
    )
    const request = await work.settled(await work.engine.requests.erase(asked))
    expect(request.status).toBe('verified')
    expect(calls).toEqual([
      ['notes -', 'footprints -'],
      ['notes ticket', 'footprints -'],
    ])
  }, 60_000)
})

describe('a run', () => {
  test('that ends its worker each time is given up, and a person reads why', async () => {
    const limited: Outcome = {
      status: 'failed',
      done: 0,
      failure: { code: 'rate-limited', retryAfter: sooner(3_600_000) },
    }
    await start(() => limited)
    const result = await work.engine.requests.erase(asked)
    await expect.poll(async () => (await run())?.['status'], { timeout: 10_000 }).toBe('waiting')
    // what a worker leaves behind that ends in the middle of its work, for the first and for the last time
    const left = async (deaths: number): Promise<void> => {
      await work.rows(
        `update rechtop.run set lines = (select jsonb_agg(line || '{"checkAfter": null}') from jsonb_array_elements(lines) line)`,
      )
      await work.rows(
        `update rechtop.run set status = 'running', next_attempt_at = null, failed_attempts = $1`,
        deaths,
      )
      await work.restart()
    }
    await left(0)
    await expect.poll(() => calls.length, { timeout: 10_000 }).toBe(2)
    await expect.poll(run, { timeout: 10_000 }).toMatchObject({ status: 'waiting', failed_attempts: 2 })
    await left(18)
    const request = await work.settled(result)
    expect(calls).toHaveLength(2)
    expect(await run()).toMatchObject({ status: 'failed', attempts: 3 })
    expect((await lines()).map(({ status }) => status)).toEqual(['failed', 'failed'])
    expect(request.status).toBe('needs-attention')
    const message = expect.stringContaining('ten times')
    expect(request.findings).toContainEqual(expect.objectContaining({ holding: 'notes', message }))
  }, 90_000)

  test('is handed back when the process stops, and that is no failure', async () => {
    const signals: AbortSignal[] = []
    await start(() => null, {
      erase: async (_, { signal }) => {
        signals.push(signal)
        return new Promise((_resolve, reject) =>
          signal.addEventListener('abort', () => reject(signal.reason)),
        )
      },
    })
    await work.engine.requests.erase(asked)
    await expect.poll(() => signals.length, { timeout: 10_000 }).toBe(1)
    const begun = performance.now()
    await work.engine.stop()
    expect(performance.now() - begun).toBeLessThan(9_000)
    expect(await run()).toMatchObject({ status: 'pending', attempts: 1, failed_attempts: 0 })
    const [job] = await work.rows(
      `select count(*)::int as n from rechtop_queue.job where name = 'rechtop-run' and state = 'created' and start_after <= now()`,
    )
    expect(job).toEqual({ n: 1 })
  }, 60_000)

  test('stores what a system says, also where it holds a character that the database refuses', async () => {
    await start((_, holding) => (holding === 'notes' ? { status: 'unsupported', why: 'not\0 here' } : null))
    const request = await work.settled(await work.engine.requests.erase(asked))
    expect(request.status).toBe('needs-attention')
    expect((await lines())[1]).toMatchObject({ status: 'unsupported', why: 'not here' })
    expect(calls).toHaveLength(1)
  }, 60_000)
})
