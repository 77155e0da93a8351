import { getIntrospectionQuery } from 'graphql'
import { describe, expect, test } from 'vitest'
import { developmentToken, graphqlRequest, setUp } from '../test/ask.ts'

const authorization = `Bearer ${developmentToken}`
const url = 'http://rechtop.test/graphql'
const query = '{ systems { id } }'
const erasing =
  'mutation { subjectErase(input: { subject: { email: "jan@example.com" } }) { request { id } } }'

describe('GraphQL is JSON by POST and nothing else', () => {
  const form = new FormData()
  form.set('operations', JSON.stringify({ query: erasing }))
  form.set('map', '{}')
  const requests: readonly (readonly [name: string, request: Request, status: number])[] = [
    [
      'a query by GET',
      new Request(`${url}?query=${encodeURIComponent(query)}`, { headers: { authorization } }),
      405,
    ],
    [
      'a mutation by GET',
      new Request(`${url}?query=${encodeURIComponent(erasing)}`, { headers: { authorization } }),
      405,
    ],
    [
      'a subscription by GET',
      new Request(url, { headers: { authorization, accept: 'text/event-stream' } }),
      405,
    ],
    ['PUT', new Request(url, { method: 'PUT', headers: { authorization }, body: '{}' }), 405],
    [
      'a preflight',
      new Request(url, { method: 'OPTIONS', headers: { authorization, origin: 'https://evil.test' } }),
      405,
    ],
    [
      'a form',
      post('application/x-www-form-urlencoded', new URLSearchParams({ query: erasing }).toString()),
      415,
    ],
    ['multipart', new Request(url, { method: 'POST', headers: { authorization }, body: form }), 415],
    ['plain text', post('text/plain', JSON.stringify({ query: erasing })), 415],
    ['application/graphql', post('application/graphql', erasing), 415],
    ['application/graphql+json', post('application/graphql+json', JSON.stringify({ query: erasing })), 415],
    ['JSON that only looks so', post('application/jsonp', JSON.stringify({ query: erasing })), 415],
    ['no content type', post('', JSON.stringify({ query: erasing })), 415],
    ['a batch', post('application/json', JSON.stringify([{ query: erasing }, { query: erasing }])), 400],
    ['broken JSON', post('application/json', '{"query": "canary'), 400],
    ['JSON that is no object', post('application/json', '"canary"'), 400],
    ['an unknown parameter', post('application/json', JSON.stringify({ query, canary: 1 })), 400],
    [
      'too much',
      post('application/json', JSON.stringify({ query, variables: { a: 'x'.repeat(100_000) } })),
      413,
    ],
  ]

  test.each(requests)('%s is refused', async (_name, request, status) => {
    const { server, engine, logged } = setUp()
    const response = await server.fetch(request)
    expect(response.status).toBe(status)
    expect(await response.text()).not.toContain('canary')
    expect(engine.requests.created).toEqual([])
    expect(logged).toEqual([])
  })

  /** Paths that Yoga takes for its endpoint, or that look like it. */
  const paths = [
    '/graphql/',
    '//graphql',
    '/x/graphql',
    '/x/graphql/',
    '/graphql/.',
    '/graphql/%2e',
    '/graphql/x/..',
    '/graphql%2f',
    '/GraphQL',
    '/%67raphql',
    '/graphql;x',
    '/x?y=/graphql',
    '/x?y=/graphql/',
  ]
  const ways: readonly (readonly [name: string, init: Sent, status: number])[] = [
    ['GET', { headers: {} }, 405],
    ['a form', formOf('application/x-www-form-urlencoded', `query=${encodeURIComponent(erasing)}`), 415],
    ['application/graphql', formOf('application/graphql', erasing), 415],
    ['plain text', formOf('text/plain', JSON.stringify({ query: erasing })), 415],
  ]
  test.each(ways)('at any other path, %s is refused', async (_name, init, status) => {
    const { server, engine } = setUp()
    const headers = { authorization, ...init.headers }
    const asked = paths.flatMap((path) => [
      path,
      `${path}${path.includes('?') ? '&' : '?'}query=${encodeURIComponent(erasing)}`,
    ])
    const statuses = await Promise.all(
      asked.map(async (path) => {
        const request = new Request(`http://rechtop.test${path}`, { ...init, headers })
        return [path, (await server.fetch(request)).status]
      }),
    )
    expect(statuses).toEqual(asked.map((path) => [path, status]))
    expect(engine.requests.created).toEqual([])
  })

  test('JSON with a character set is fine', async () => {
    const { server } = setUp()
    expect(
      (await server.fetch(post('application/json; charset=utf-8', JSON.stringify({ query })))).status,
    ).toBe(200)
  })
})

test('without a token nothing is open but health, readiness and the page', async () => {
  const { server, engine } = setUp([], { graphiql: {} })
  const get = (path: string, headers: Record<string, string> = {}) =>
    server.fetch(new Request(`http://rechtop.test${path}`, { headers }))
  for (const path of [
    '/graphql',
    '/',
    '/requests/x/package',
    '/metrics',
    '/graphql/x',
    '/graphql?q=/ready/x',
  ]) {
    const response = await get(path)
    expect([path, response.status]).toEqual([path, 401])
    expect(await response.json()).toMatchObject({ errors: [{ extensions: { code: 'UNAUTHENTICATED' } }] })
    expect(response.headers.get('www-authenticate')).toBe('Bearer')
  }
  expect((await get('/health')).status).toBe(200)
  expect((await get('/ready')).status).toBe(200)
  expect((await get('/graphql', { accept: 'text/html' })).status).toBe(200)
  engine.isReady = false
  expect((await get('/ready')).status).toBe(503)
  engine.ready = async () => {
    throw new Error('postgres://user:secret@host')
  }
  const broken = await get('/ready')
  expect([broken.status, await broken.text()]).toEqual([503, ''])
})

test('the page is off unless asked for', async () => {
  const { server } = setUp()
  expect((await server.fetch(new Request(url, { headers: { accept: 'text/html' } }))).status).toBe(401)
})

test('the page comes whole from here, and its tabs are the caller’s', async () => {
  const { server } = setUp([], {
    graphiql: { title: 'MailCamp', defaultTabs: [{ query: '{ systems { id } }' }] },
  })
  const response = await server.fetch(new Request(url, { headers: { accept: 'text/html' } }))
  const page = await response.text()
  expect(page).toContain('<title>MailCamp</title>')
  expect(page).toContain('"defaultTabs":[{"query":"{ systems { id } }"}]')
  expect(page.match(/<(script|link|img|iframe)\b[^>]*\b(src|href)="?(https?:)?\/\//g)).toBeNull()
  expect(page).not.toMatch(/unpkg\.com|jsdelivr|cdnjs|googleapis/)
  expect(response.headers.get('content-security-policy')).toContain("connect-src 'self'")
})

test.each([
  ['127.0.0.1:4000', true],
  ['localhost', true],
  ['rebound.evil.test:4000', false],
  ['127.0.0.1.evil.test', false],
])('asked for as %s, the page holds the development token: %s', async (host, expected) => {
  const { server } = setUp([], { graphiql: { defaultTabs: [{ query }] } })
  const page = await server.fetch(new Request(url, { headers: { accept: 'text/html', host } }))
  expect((await page.text()).includes(developmentToken)).toBe(expected)
})

test.each(['forwarded', 'x-forwarded-for', 'x-forwarded-host', 'X-Forwarded-Proto'])(
  'through a proxy that says so by %s, the page does not hold it',
  async (name) => {
    const { server } = setUp([], { graphiql: { defaultTabs: [{ query }] } })
    const headers = { accept: 'text/html', host: 'localhost', [name]: 'x' }
    const page = await server.fetch(new Request(url, { headers }))
    expect(page.status).toBe(200)
    expect((await page.text()).includes(developmentToken)).toBe(false)
  },
)

test('no answer may be kept, and another site is told nothing', async () => {
  const { server } = setUp()
  const response = await server.fetch(
    graphqlRequest(developmentToken, { query }, { origin: 'https://evil.test' }),
  )
  expect(response.headers.get('cache-control')).toBe('no-store')
  expect(response.headers.get('x-content-type-options')).toBe('nosniff')
  expect([...response.headers.keys()].filter((name) => name.startsWith('access-control'))).toEqual([])
})

test('the schema is not told, nor hinted at, unless asked for', async () => {
  const closed = setUp()
  expect((await closed.ask(getIntrospectionQuery())).data).toBeUndefined()
  expect(JSON.stringify(await closed.ask('{ system { id } }'))).not.toContain('Did you mean')
  const open = setUp([], { introspection: true })
  expect((await open.ask(getIntrospectionQuery())).errors).toBeUndefined()
  expect(JSON.stringify(await open.ask('{ system { id } }'))).toContain('Did you mean')
})

type Sent = {
  readonly method?: string
  readonly headers: Readonly<Record<string, string>>
  readonly body?: string
}

function formOf(type: string, body: string): Sent {
  return { method: 'POST', headers: { 'content-type': type }, body }
}

function post(type: string, body: string): Request {
  const headers = { authorization, ...(type !== '' && { 'content-type': type }) }
  return new Request(url, { method: 'POST', headers, body: new TextEncoder().encode(body) })
}
