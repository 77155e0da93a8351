import { expect, test } from 'vitest'
import { createHttpClient } from './http-client.ts'
import { clientCredentials } from './credentials.ts'
import { failureFrom, json, serve } from './serve.fixture.ts'

type Office = {
  readonly origin: string
  readonly issued: string[]
  readonly seen: string[]
  life: number
  refuse: boolean
}

/** A system that hands out tokens and looks at them. */
async function openOffice(): Promise<Office> {
  const issued: string[] = []
  const seen: string[] = []
  const valid = new Set<string>()
  const office = { origin: '', issued, seen, life: 1800, refuse: false }
  office.origin = await serve(async (request, response) => {
    if (request.url === '/oauth/tokens') {
      const form = new URLSearchParams((await request.toArray()).join(''))
      if (office.refuse || form.get('client_secret') !== 'hush') {
        return void response.writeHead(401, json).end('{"error":"invalid_client hush"}')
      }
      const token = `token-${issued.length}`
      issued.push(`${form.get('grant_type')} ${form.get('scope')}`)
      valid.clear()
      valid.add(`Bearer ${token}`)
      return void response
        .writeHead(200, json)
        .end(JSON.stringify({ access_token: token, expires_in: office.life }))
    }
    seen.push(`${request.method} ${request.url} ${request.headers.authorization}`)
    if (request.url === '/withdraw') valid.clear()
    const status = request.url === '/withdraw' || valid.has(request.headers.authorization ?? '') ? 200 : 401
    response.writeHead(status, json).end('{}')
  })
  return office
}

const clientOf = ({ origin }: Office, clientSecret = 'hush'): ReturnType<typeof createHttpClient> =>
  createHttpClient({
    origin,
    credentials: clientCredentials({
      tokenUrl: `${origin}/oauth/tokens`,
      clientId: 'me',
      clientSecret,
      scope: 'read',
    }),
  })

test('a token is fetched once for all who wait for it, and again before it ends', async () => {
  const office = await openOffice()
  const client = clientOf(office)
  let time = Date.parse('2026-03-01T12:00:00Z')
  const now = (): Date => new Date(time)
  await Promise.all([1, 2, 3].map(() => client.request('GET', '/a', { now })))
  expect(office.issued).toEqual(['client_credentials read'])
  time += 1_760_000
  await client.request('GET', '/b', { now })
  expect(office.issued).toHaveLength(1)
  time += 11_000
  await client.request('GET', '/c', { now })
  expect(office.issued).toHaveLength(2)
  expect(office.seen.at(-1)).toBe('GET /c Bearer token-1')
})

test('a token that ends in the middle is replaced, and the call made again, also one that writes', async () => {
  const office = await openOffice()
  const client = clientOf(office)
  await client.request('GET', '/withdraw')
  expect((await client.request('DELETE', '/record')).status).toBe(200)
  expect(office.seen.slice(1)).toEqual(['DELETE /record Bearer token-0', 'DELETE /record Bearer token-1'])
})

test('who is refused a token is told what is missing, and the secret stays out of it', async () => {
  const office = await openOffice()
  const failure = await failureFrom(clientOf(office, 'wrong').request('GET', '/a'), ['wrong', 'hush'])
  expect(failure).toEqual({ code: 'auth', missing: expect.stringContaining('client id, secret and scope') })
  expect(office.seen).toEqual([])
})

test('after a 401 with a new token too, it is over', async () => {
  const office = await openOffice()
  const client = clientOf(office)
  await client.request('GET', '/a')
  office.refuse = true
  await client.request('GET', '/withdraw')
  expect(await failureFrom(client.request('GET', '/a'))).toMatchObject({ code: 'auth' })
})

test('when a token is withdrawn, all calls that it fails get on with one new token', async () => {
  const office = await openOffice()
  const client = clientOf(office)
  await client.request('GET', '/withdraw')
  const answers = await Promise.all([1, 2, 3, 4].map((nth) => client.request('GET', `/${nth}`)))
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200])
  expect(office.issued).toHaveLength(2)
})

test('whoever asked for a token first may leave: the others get it all the same', async () => {
  const office = await openOffice()
  const client = clientOf(office)
  const controller = new AbortController()
  const first = client.request('GET', '/first', { signal: controller.signal })
  const second = client.request('GET', '/second')
  controller.abort(new Error('left'))
  await expect(first).rejects.toThrow('left')
  expect((await second).status).toBe(200)
})
