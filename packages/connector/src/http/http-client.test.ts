import { createServer, type RequestListener } from 'node:http'
import { once } from 'node:events'
import { afterEach, expect, test } from 'vitest'
import { FailureError } from '../failure.ts'
import { createHttpClient } from './http-client.ts'

const CANARY = 'canary@example.org'
const closers: (() => void)[] = []
afterEach(() => {
  for (const close of closers.splice(0)) close()
})

async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener).listen(0, '127.0.0.1')
  await once(server, 'listening')
  closers.push(() => {
    server.closeAllConnections()
    server.close()
  })
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  return `http://127.0.0.1:${address.port}`
}

const answering = (status: number, headers: Record<string, string>, body: string): Promise<string> =>
  serve((_request, response) => response.writeHead(status, headers).end(body))
const json = { 'content-type': 'application/json; charset=utf-8' }
const thrownBy = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => null,
    (error: unknown) => error,
  )
async function failureFrom(promise: Promise<unknown>): Promise<FailureError['failure'] | undefined> {
  const error = await thrownBy(promise)
  if (!(error instanceof FailureError)) throw new Error('not a FailureError', { cause: error })
  expect(`${error.stack} ${JSON.stringify(error.failure)}`).not.toContain(CANARY)
  return error.failure
}

test('sends headers, query and a JSON body, and gives back parsed JSON', async () => {
  const origin = await serve(async (request, response) => {
    const sent = (await request.toArray()).join('')
    response
      .writeHead(201, json)
      .end(JSON.stringify({ url: request.url, key: request.headers['x-key'], sent }))
  })
  const client = createHttpClient({ origin, headers: { 'x-key': 'k' } })
  const answer = await client.request('POST', '/a', { query: { q: 'a b&c', n: 2 }, body: { b: 1 } })
  expect(answer.status).toBe(201)
  expect(answer.body).toEqual({ url: '/a?q=a+b%26c&n=2', key: 'k', sent: '{"b":1}' })
})

test.each(['//evil.example/x', 'https://evil.example/x', 'http://127.0.0.1:1/x', 'http://'])(
  'sends nothing to %s',
  async (path) => {
    let calls = 0
    const origin = await serve((_request, response) => response.writeHead(200).end(String(calls++)))
    const failure = await failureFrom(createHttpClient({ origin }).request('GET', path))
    expect(failure).toEqual({ code: 'permanent', detail: 'a request would have left the declared host' })
    expect(calls).toBe(0)
  },
)

test('follows no redirect, also not to its own host', async () => {
  let calls = 0
  const origin = await serve((_request, response) => {
    calls++
    response.writeHead(302, { location: `/next?${CANARY}` }).end()
  })
  const failure = await failureFrom(createHttpClient({ origin }).request('GET', '/'))
  expect(failure?.code).toBe('permanent')
  expect(calls).toBe(1)
})

test.each([401, 403])('%i is a failure of credentials', async (status) => {
  const origin = await answering(status, json, JSON.stringify({ error: CANARY }))
  expect(await failureFrom(createHttpClient({ origin }).request('GET', '/'))).toEqual({ code: 'auth' })
})

test.each([
  ['7', '2026-03-01T12:00:07.000Z'],
  ['Sun, 01 Mar 2026 12:05:00 GMT', '2026-03-01T12:05:00.000Z'],
  ['Sun, 01 Mar 2026 11:00:00 GMT', '2026-03-01T12:00:00.000Z'],
  [undefined, '2026-03-01T12:01:00.000Z'],
  ['soon', '2026-03-01T12:01:00.000Z'],
])('429 with Retry-After %s says until when', async (retryAfter, expected) => {
  const headers = { 'content-type': 'text/plain', ...(retryAfter && { 'retry-after': retryAfter }) }
  const origin = await answering(429, headers, 'Number of allowed API requests per minute exceeded')
  const now = (): Date => new Date('2026-03-01T12:00:00Z')
  const failure = await failureFrom(createHttpClient({ origin }).request('GET', '/', { now }))
  expect(failure).toEqual({ code: 'rate-limited', retryAfter: new Date(expected) })
})

test.each([
  [500, json, '{}'],
  [503, { 'content-type': 'text/html' }, '<html>'],
  [408, json, '{}'],
  [200, json, `{"a": "${CANARY}`],
  [200, { 'content-type': 'text/html' }, '{"looks":"like JSON"}'],
])('%i %o %s is transient', async (status, headers, body) => {
  const origin = await answering(status, headers, body)
  expect(await failureFrom(createHttpClient({ origin }).request('GET', '/'))).toEqual({ code: 'transient' })
})

test.each([404, 409, 422])('%i is handed to the caller', async (status) => {
  const origin = await answering(status, json, '{"error":"RecordNotFound"}')
  const answer = await createHttpClient({ origin }).request('GET', '/')
  expect(answer).toMatchObject({ status, body: { error: 'RecordNotFound' } })
})

test('a body that does not call itself JSON is not parsed', async () => {
  const origin = await answering(404, { 'content-type': 'text/html' }, '{"error":"RecordNotFound"}')
  expect(await createHttpClient({ origin }).request('GET', '/')).toMatchObject({ status: 404, body: null })
})

test('a cut connection, a silent server and a server that is not there are transient', async () => {
  const cut = await serve((request) => request.socket.destroy())
  const silent = await serve(() => {})
  const half = await serve((_request, response) => response.writeHead(200, json).write('{"a":'))
  const gone = 'http://127.0.0.1:1'
  for (const origin of [cut, silent, half, gone]) {
    const client = createHttpClient({ origin, timeoutMs: 50 })
    expect(await failureFrom(client.request('GET', '/'))).toEqual({ code: 'transient' })
  }
})

test('an answer past the cap is not read on', async () => {
  const origin = await answering(200, json, JSON.stringify('x'.repeat(2000)))
  const failure = await failureFrom(createHttpClient({ origin, maxBytes: 1000 }).request('GET', '/'))
  expect(failure).toEqual({ code: 'permanent', detail: 'an answer was longer than allowed' })
})

test('a caller that gives up gets its own reason, before and during the call', async () => {
  const origin = await serve(() => {})
  const client = createHttpClient({ origin })
  const reason = new Error('the request was withdrawn')
  const before = AbortSignal.abort(reason)
  expect(await thrownBy(client.request('GET', '/', { signal: before }))).toBe(reason)
  const controller = new AbortController()
  const running = thrownBy(client.request('GET', '/', { signal: controller.signal }))
  controller.abort(reason)
  expect(await running).toBe(reason)
})
