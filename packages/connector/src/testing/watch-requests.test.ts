import { once } from 'node:events'
import { createServer, get } from 'node:http'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createHttpClient } from '../http/index.ts'
import { inOwnScope, watchRequests } from './watch-requests.ts'

const server = createServer((_incoming, outgoing) => {
  outgoing.writeHead(200, { 'content-type': 'application/json' }).end('{}')
})
let origin = ''
beforeAll(async () => {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  origin = typeof address === 'object' && address !== null ? `http://127.0.0.1:${address.port}` : ''
})
afterAll(() => void server.close())

const authorization = 'Bearer seen'
test.each([
  ['fetch', (url: string) => fetch(url, { headers: { Authorization: authorization } })],
  [
    'node:http',
    async (url: string) => {
      const [response] = await once(get(url, { headers: { Authorization: authorization } }), 'response')
      await response.toArray()
    },
  ],
  [
    'the client of the HTTP kit',
    async (url: string) => {
      const client = createHttpClient({ origin, headers: { authorization } })
      await client.request('GET', new URL(url).pathname)
      await client.close()
    },
  ],
])('what is sent by %s is seen, with its host and headers', async (_, send) => {
  const watch = watchRequests()
  await send(`${origin}/path`)
  watch.stop()
  expect(watch.seen).toEqual([
    {
      method: 'GET',
      host: new URL(origin).host,
      url: `${origin}/path`,
      headers: expect.objectContaining({ authorization }),
      startedAt: expect.any(Number),
      endedAt: expect.any(Number),
    },
  ])
})

test.each(['fetch', 'node:http'])(
  'a late %s of an earlier scope is not noted by the watch of the next',
  async (way) => {
    const late = Promise.withResolvers<void>()
    const sent = Promise.withResolvers<void>()
    await inOwnScope(async () => {
      void late.promise.then(async () => {
        if (way === 'fetch') await fetch(`${origin}/late`)
        else await once(get(`${origin}/late`), 'response')
        sent.resolve()
      })
    })
    const seen = await inOwnScope(async () => {
      const watch = watchRequests()
      await fetch(`${origin}/own`)
      late.resolve()
      await sent.promise
      watch.stop()
      return watch.seen.map(({ url }) => url)
    })
    expect(seen).toEqual([`${origin}/own`])
  },
)
