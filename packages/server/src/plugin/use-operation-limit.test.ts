import { expect, test } from 'vitest'
import { developmentToken, graphqlRequest, setUp, type Setting } from '../../test/ask.ts'

const query = '{ subject(by: { email: "jan@example.com" }) { systems { status } accounts { id } } }'
const limit = 16

/** Makes looking people up wait, and counts what waits and what is told to end. */
function holdBack({ engine }: Setting) {
  const gate = Promise.withResolvers<void>()
  const { locate } = engine
  const held = { waiting: 0, ended: 0, open: gate.resolve }
  engine.locate = async (subjects, signal) => {
    held.waiting += 1
    signal?.addEventListener('abort', () => (held.ended += 1))
    await gate.promise
    return locate(subjects, signal)
  }
  return held
}

const send = ({ server }: Setting, headers: Readonly<Record<string, string>> = {}): Promise<Response> =>
  server.fetch(graphqlRequest(developmentToken, { query }, headers))

test('beyond so many operations at a time the server is busy, until one ends', async () => {
  const setting = setUp()
  const held = holdBack(setting)
  const first = Array.from({ length: limit }, () => send(setting))
  await expect.poll(() => held.waiting).toBe(limit)
  for (const accept of ['application/json', 'application/graphql-response+json', '*/*']) {
    const busy = await send(setting, { accept })
    expect([busy.status, busy.headers.get('retry-after')]).toEqual([503, '1'])
    expect(await busy.json()).toMatchObject({ errors: [{ extensions: { code: 'BUSY' } }] })
  }
  expect(held.waiting).toBe(limit)
  held.open()
  expect(new Set((await Promise.all(first)).map(({ status }) => status))).toEqual(new Set([200]))
  expect((await send(setting)).status).toBe(200)
  expect(setting.logged).toEqual([])
})

test('an operation that fails ends too', async () => {
  const setting = setUp()
  setting.engine.locate = async () => {
    throw new TypeError('down')
  }
  for (let count = 0; count <= limit; count += 1) expect((await send(setting)).status).not.toBe(503)
  for (let count = 0; count <= limit; count += 1) {
    expect((await setting.ask('{ nothing }')).errors?.[0]?.extensions?.['code']).not.toBe('BUSY')
  }
})

test('whoever leaves makes room, and what they asked for goes no further', async () => {
  const setting = setUp([{ email: 'jan@example.com', holds: { website: { accounts: [{ id: '1' }] } } }])
  const held = holdBack(setting)
  const { url, close } = await setting.server.listen(0, '127.0.0.1')
  const leaving = new AbortController()
  const { headers } = graphqlRequest(developmentToken, {})
  const body = JSON.stringify({ query })
  const ask = (signal: AbortSignal | null = null): Promise<Response> =>
    fetch(`${url}/graphql`, { method: 'POST', headers, body, signal })
  const left = Array.from({ length: limit }, () => ask(leaving.signal).catch(() => null))
  await expect.poll(() => held.waiting).toBe(limit)
  expect((await ask()).status).toBe(503)
  leaving.abort()
  await Promise.all(left)
  await expect.poll(() => held.ended).toBe(limit)
  held.open()
  const stayed = await ask()
  expect(stayed.status).toBe(200)
  expect(JSON.stringify(await stayed.json())).toContain('"accounts":[{')
  expect(setting.engine.calls.read).toHaveLength(1)
  expect(setting.logged).toEqual([])
  await close()
})
