import { expect, test } from 'vitest'
import type { Pace } from '../pace.ts'
import { bearerToken, clientCredentials } from './credentials.ts'
import { createHttpClient, type HttpClientOptions } from './http-client.ts'
import { CANARY, failureFrom, json, serve } from './serve.fixture.ts'

const read = async (options: HttpClientOptions, address: string): Promise<string> => {
  const client = createHttpClient({ credentials: bearerToken('secret'), ...options })
  return Buffer.concat(await Array.fromAsync(client.file(address))).toString()
}

test('a file is fetched where the system leads, and the credentials stay at home', async () => {
  const seen: (string | undefined)[] = []
  const store = await serve((request, response) => {
    seen.push(request.headers.authorization)
    response.writeHead(200, { 'content-type': 'image/png' }).end('bytes')
  })
  const origin = await serve((request, response) => {
    seen.push(request.headers.authorization)
    response.writeHead(302, { location: `${store}/kept` }).end()
  })
  expect(await read({ origin, fileHosts: [new URL(store).host] }, `${origin}/attachments/1`)).toBe('bytes')
  expect(seen).toEqual(['Bearer secret', undefined])
})

test('a host that nobody declared gets no request at all', async () => {
  let calls = 0
  const elsewhere = await serve((_request, response) => response.end(String(calls++)))
  const origin = await serve((_request, response) =>
    response.writeHead(302, { location: `${elsewhere}/${CANARY}` }).end(),
  )
  expect(await failureFrom(read({ origin }, '/file'))).toMatchObject({
    detail: expect.stringContaining('declared host'),
  })
  expect(await failureFrom(read({ origin }, `${elsewhere}/file`))).toMatchObject({ code: 'permanent' })
  expect(calls).toBe(0)
})

test('half a file is a failure, and so is one that is too long, gone, or in a circle', async () => {
  const cut = await serve((request, response) => {
    response.writeHead(200, { 'content-length': '1000' }).write('half')
    setTimeout(() => request.socket.destroy(), 20)
  })
  expect(await failureFrom(read({ origin: cut }, '/f'))).toEqual({ code: 'transient' })
  const long = await serve((_request, response) => response.end('x'.repeat(2000)))
  expect(await failureFrom(read({ origin: long, maxFileBytes: 1000 }, '/f'))).toMatchObject({
    code: 'permanent',
  })
  const gone = await serve((_request, response) => response.writeHead(404, json).end('{}'))
  expect(await failureFrom(read({ origin: gone }, '/f'))).toMatchObject({ code: 'permanent' })
  const circle = await serve((_request, response) => response.writeHead(302, { location: '/f' }).end())
  expect(await failureFrom(read({ origin: circle }, '/f'))).toMatchObject({ code: 'permanent' })
})

test('who has seen enough ends the connection', async () => {
  const closed = Promise.withResolvers<void>()
  const origin = await serve((_request, response) => {
    response.on('close', () => closed.resolve())
    const more = (): void =>
      void (response.write(Buffer.alloc(65_536)) ? setImmediate(more) : response.once('drain', more))
    more()
  })
  for await (const piece of createHttpClient({ origin }).file('/endless')) {
    expect(piece.byteLength).toBeGreaterThan(0)
    break
  }
  await closed.promise
})

test('until its first byte a file is tried again: after a 500, a broken connection, and a short Retry-After', async () => {
  let calls = 0
  const origin = await serve((_request, response) => {
    calls++
    if (calls === 1) return void response.writeHead(500).end()
    if (calls === 2) return void response.writeHead(429, { 'retry-after': '1' }).end()
    response.writeHead(200).end('bytes')
  })
  expect(await read({ origin }, '/file')).toBe('bytes')
  expect(calls).toBe(3)
})

test('a file counts under the budgets of its path, and a token that has ended is renewed for it', async () => {
  const seen: (string | undefined)[] = []
  let issued = 0
  const origin = await serve((request, response) => {
    if (request.url === '/tokens') {
      return void response.writeHead(200, json).end(JSON.stringify({ access_token: `t${++issued}` }))
    }
    seen.push(request.headers.authorization)
    response.writeHead(request.headers.authorization === 'Bearer t2' ? 200 : 401).end('bytes')
  })
  const credentials = clientCredentials({
    tokenUrl: `${origin}/tokens`,
    clientId: 'a',
    clientSecret: 'b',
    scope: 'c',
  })
  const asked: string[][] = []
  const pace: Pace = {
    take: async (budgets) => {
      asked.push(budgets.map(({ name }) => name))
      return null
    },
    learn: async () => {},
    hold: async () => {},
  }
  const client = createHttpClient({
    origin,
    credentials,
    budgets: () => [{ name: 'files', calls: 9, seconds: 9 }],
  })
  expect(Buffer.concat(await Array.fromAsync(client.file('/file', { pace }))).toString()).toBe('bytes')
  expect(seen).toEqual(['Bearer t1', 'Bearer t2'])
  expect(asked).toEqual([['files'], ['files']])
})

test('what another host refuses is no failure of our credentials, and holds nobody up', async () => {
  for (const status of [403, 429]) {
    const elsewhere = await serve((_request, response) =>
      response.writeHead(status, { 'retry-after': '60' }).end(),
    )
    const origin = await serve((_request, response) =>
      response.writeHead(302, { location: `${elsewhere}/kept` }).end(),
    )
    const held: Date[] = []
    const pace: Pace = {
      take: async () => null,
      learn: async () => {},
      hold: async (until) => void held.push(until),
    }
    const client = createHttpClient({ origin, fileHosts: [new URL(elsewhere).host] })
    const failure = await failureFrom(Array.fromAsync(client.file('/file', { pace })))
    expect(failure?.code).toBe(status === 403 ? 'permanent' : 'rate-limited')
    expect(held).toEqual([])
  }
})
