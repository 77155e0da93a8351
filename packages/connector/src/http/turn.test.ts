import { expect, test } from 'vitest'
import type { Budget, Pace } from '../pace.ts'
import { createHttpClient } from './http-client.ts'
import { rateLimitsIn } from './rate-limit.ts'
import { failureFrom, json, serve } from './serve.fixture.ts'

const now = (): Date => new Date('2026-03-01T12:00:00Z')
const budget: Budget = { name: 'ratelimit', calls: 100, seconds: 60 }

/** Says what it is told to, and remembers what it was told. */
function paceThat(answer: Date | null): Pace & { readonly heard: unknown[][] } {
  const heard: unknown[][] = []
  return {
    heard,
    take: async (budgets) => {
      heard.push(['take', ...budgets.map(({ name }) => name)])
      return answer
    },
    learn: async ({ name }, remaining, resetAt) =>
      void heard.push(['learn', name, remaining, resetAt.toISOString()]),
    hold: async (until) => void heard.push(['hold', until.toISOString()]),
  }
}

test('a call asks for its turn and tells what the headers said', async () => {
  const headers = {
    ...json,
    'ratelimit-remaining': '3',
    'ratelimit-reset': '12',
    'zendesk-ratelimit-x': 'total=9; remaining=1; resets=2',
  }
  const origin = await serve((_request, response) => response.writeHead(200, headers).end('{}'))
  const pace = paceThat(null)
  await createHttpClient({ origin, budgets: () => [budget] }).request('GET', '/', { pace, now })
  expect(pace.heard).toEqual([
    ['take', 'ratelimit'],
    ['learn', 'ratelimit', 3, '2026-03-01T12:00:12.000Z'],
  ])
})

test('where there is no turn for long, nothing is sent and the time is handed on', async () => {
  let calls = 0
  const origin = await serve((_request, response) => response.end(String(calls++)))
  const at = new Date('2026-03-01T12:05:00Z')
  const request = createHttpClient({ origin, budgets: () => [budget] }).request('GET', '/', {
    pace: paceThat(at),
    now,
  })
  expect(await failureFrom(request)).toEqual({ code: 'rate-limited', retryAfter: at })
  expect(calls).toBe(0)
})

test('a 429 holds all workers back', async () => {
  const origin = await serve((_request, response) => response.writeHead(429, { 'retry-after': '40' }).end())
  const pace = paceThat(null)
  const failure = await failureFrom(createHttpClient({ origin }).request('GET', '/', { pace, now }))
  expect(failure).toMatchObject({ code: 'rate-limited' })
  expect(pace.heard).toEqual([['take'], ['hold', '2026-03-01T12:00:40.000Z']])
})

test.each([
  [{ 'x-rate-limit': '700', 'x-rate-limit-remaining': '12' }, [12, '2026-03-01T12:01:00.000Z']],
  [{ 'rate-limit-remaining': '0', 'rate-limit-reset': '7' }, [0, '2026-03-01T12:00:07.000Z']],
  [{ 'x-ratelimit-remaining': '5', 'x-ratelimit-reset': '1772366700' }, [5, '2026-03-01T12:05:00.000Z']],
  [{ 'ratelimit-remaining': 'many' }, []],
])('%o', (headers, expected) => {
  const limits = rateLimitsIn(new Headers(headers), now())
  expect(limits.flatMap(({ remaining, resetAt }) => [remaining, resetAt.toISOString()])).toEqual(expected)
})

test('end points tell of their own budgets', () => {
  const headers = new Headers({ 'zendesk-ratelimit-deleted-tickets': 'total=10; remaining=4; resets=30' })
  expect(rateLimitsIn(headers, now())).toEqual([
    { name: 'zendesk-ratelimit-deleted-tickets', remaining: 4, resetAt: new Date('2026-03-01T12:00:30Z') },
  ])
})

test('whoever waits for a turn keeps nobody else from the system', async () => {
  const origin = await serve((_request, response) => response.writeHead(200, json).end('{}'))
  const client = createHttpClient({ origin, concurrency: 1, budgets: () => [budget] })
  const soon = new Date(Date.now() + 1500)
  let isOver = false
  const take = async (): Promise<Date | null> => (
    (isOver = Date.now() >= soon.getTime()),
    isOver ? null : soon
  )
  const pace: Pace = { take, learn: async () => {}, hold: async () => {} }
  const waiting = client.request('GET', '/waits', { pace })
  await client.request('GET', '/goes')
  expect(isOver).toBe(false)
  expect((await waiting).status).toBe(200)
})

test('a limit of one place that is used up does not keep the others away', async () => {
  const jobs = { 'retry-after': '20', 'zendesk-ratelimit-inflight-jobs': 'total=30; remaining=0; resets=20' }
  const origin = await serve((_request, response) => response.writeHead(429, { ...json, ...jobs }).end('{}'))
  const pace = paceThat(null)
  const request = createHttpClient({ origin, budgets: () => [budget] }).request('DELETE', '/', { pace, now })
  expect(await failureFrom(request)).toMatchObject({ code: 'rate-limited' })
  expect(pace.heard.map(([what]) => what)).not.toContain('hold')
})
