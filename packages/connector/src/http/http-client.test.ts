import { expect, test } from 'vitest'
import { transient, unauthorized, type Failure } from '../failure.ts'
import { createHttpClient } from './http-client.ts'
import { answering, CANARY, failureFrom, json, serve, thrownBy } from './serve.fixture.ts'

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
  ['27', '2026-03-01T12:00:27.000Z'],
  ['Sun, 01 Mar 2026 12:05:00 GMT', '2026-03-01T12:05:00.000Z'],
  ['Sun, 01 Mar 2026 11:00:00 GMT', '2026-03-01T12:00:00.000Z'],
  [undefined, '2026-03-01T12:01:00.000Z'],
  ['soon', '2026-03-01T12:01:00.000Z'],
  ['-5', '2026-03-01T12:01:00.000Z'],
  ['1.5', '2026-03-01T12:01:00.000Z'],
  ['999999999', '2026-03-02T12:00:00.000Z'],
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

test('a read is tried again after a 5xx or a broken connection, a write is not, unless it may be', async () => {
  for (const [method, repeatable, tries] of [
    ['GET', undefined, 3],
    ['PUT', undefined, 1],
    ['DELETE', undefined, 1],
    ['DELETE', true, 3],
    ['GET', false, 1],
  ] as const) {
    let calls = 0
    const origin = await serve((request, response) => {
      if (++calls === 2) return void request.socket.destroy()
      response.writeHead(calls === 3 ? 200 : 503, json).end('{}')
    })
    const request = createHttpClient({ origin }).request(
      method,
      '/',
      repeatable === undefined ? {} : { repeatable },
    )
    if (tries === 3) expect((await request).status).toBe(200)
    else expect(await failureFrom(request)).toEqual({ code: 'transient' })
    expect(calls, `${method} ${repeatable}`).toBe(tries)
  }
})

test('a Retry-After of moments is waited for, whatever the call; nothing is sent before', async () => {
  const times: number[] = []
  const origin = await serve((_request, response) => {
    times.push(performance.now())
    if (times.length === 1) response.writeHead(429, { 'retry-after': '1' }).end('slow down')
    else response.writeHead(200, json).end('{}')
  })
  expect((await createHttpClient({ origin }).request('DELETE', '/')).status).toBe(200)
  expect((times[1] ?? 0) - (times[0] ?? 0)).toBeGreaterThanOrEqual(1000)
})

test('what the system refuses is named by who knows it', async () => {
  const origin = await answering(403, json, '{}')
  const refused = (status: number, method: string, path: string) =>
    ({ code: 'auth', missing: `${status} ${method} ${path}` }) as const
  expect(await failureFrom(createHttpClient({ origin, refused }).request('DELETE', '/a?b=c'))).toEqual({
    code: 'auth',
    missing: '403 DELETE /a',
  })
})

test('no more requests are open at once than it says', async () => {
  let [open, most] = [0, 0]
  const origin = await serve((_request, response) => {
    most = Math.max(most, ++open)
    setTimeout(() => {
      open--
      response.writeHead(200, json).end('{}')
    }, 20)
  })
  const client = createHttpClient({ origin, concurrency: 2 })
  await Promise.all(Array.from({ length: 7 }, () => client.request('GET', '/')))
  expect(most).toBe(2)
})

test.each([
  'http://example.org',
  'http://10.0.0.7',
  'https://169.254.169.254',
  'https://[::ffff:10.0.0.1]',
  'https://0x0a.7',
])('nothing is sent to %s', async (origin) => {
  const failure = await failureFrom(createHttpClient({ origin }).request('GET', '/'))
  expect(failure).toMatchObject({
    code: 'permanent',
    detail: expect.stringMatching(/private network|unencrypted/),
  })
})

test('what a refusal says can be told apart by its body, which gets no further', async () => {
  const origin = await answering(403, json, JSON.stringify({ reason: `QUOTA ${CANARY}` }))
  const refused = (_status: number, _method: string, _path: string, body: unknown): Failure =>
    JSON.stringify(body).includes('QUOTA') ? transient : unauthorized('a role')
  const client = createHttpClient({ origin, refused })
  expect(await failureFrom(client.request('POST', '/'))).toEqual({ code: 'transient' })
  const html = await answering(403, { 'content-type': 'text/html' }, `<p>${CANARY}</p>`)
  expect(await failureFrom(createHttpClient({ origin: html, refused }).request('POST', '/'))).toEqual({
    code: 'auth',
    missing: 'a role',
  })
})
