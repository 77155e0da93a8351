import { describe, expect, test } from 'vitest'
import { developmentToken, graphqlRequest, setUp, type Setting } from '../test/ask.ts'
import { decodeGlobalId } from './graphql/relay-options.ts'

const subscription = 'subscription ($id: ID!) { requestProgress(id: $id) { status } }'

async function createRequest({ ask }: Setting): Promise<{ globalId: string; id: string }> {
  const answer = await ask(
    'mutation { subjectErase(input: { subject: { email: "jan@example.com" } }) { request { id } } }',
  )
  const globalId = /"id":"([^"]+)"/.exec(JSON.stringify(answer.data))?.[1] ?? ''
  return { globalId, id: decodeGlobalId(globalId, 'Request') ?? '' }
}

function follow({ server }: Setting, id: string, signal?: AbortSignal): Promise<Response> {
  const request = graphqlRequest(
    developmentToken,
    { query: subscription, variables: { id } },
    { accept: 'text/event-stream' },
  )
  return server.fetch(signal === undefined ? request : new Request(request, { signal }))
}

test('a request is followed until it is final', async () => {
  const setting = setUp()
  const { globalId, id } = await createRequest(setting)
  const response = await follow(setting, globalId)
  expect(response.headers.get('content-type')).toContain('text/event-stream')
  const reader = readEvents(response)
  expect(await reader.next()).toContain('"status":"RECEIVED"')
  setting.engine.requests.change(id, { status: 'running' })
  expect(await reader.next()).toContain('"status":"RUNNING"')
  setting.engine.requests.change(id, { status: 'verified', closedAt: new Date() })
  expect(await reader.next()).toContain('"status":"VERIFIED"')
  expect(await reader.next()).toContain('event: complete')
  expect(setting.engine.requests.watching).toBe(0)
})

test('whoever stops reading stops the work', async () => {
  const setting = setUp()
  const { globalId } = await createRequest(setting)
  const reader = readEvents(await follow(setting, globalId))
  await reader.next()
  expect(setting.engine.requests.watching).toBe(1)
  await reader.cancel()
  await expect.poll(() => setting.engine.requests.watching).toBe(0)
})

test('over a real connection that breaks, too', async () => {
  const setting = setUp()
  const { globalId } = await createRequest(setting)
  const { url, close } = await setting.server.listen(0, '127.0.0.1')
  const leaving = new AbortController()
  const sent = graphqlRequest(
    developmentToken,
    { query: subscription, variables: { id: globalId } },
    { accept: 'text/event-stream' },
  )
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: sent.headers,
    body: await sent.text(),
    signal: leaving.signal,
  })
  expect(await readEvents(response).next()).toContain('RECEIVED')
  leaving.abort()
  await expect.poll(() => setting.engine.requests.watching).toBe(0)
  await close()
})

test('a request that is not there cannot be followed', async () => {
  const setting = setUp()
  expect(await (await follow(setting, 'x')).text()).toContain('"code":"NOT_FOUND"')
  expect(setting.engine.requests.watching).toBe(0)
})

describe('whoever follows as much as they may', () => {
  const most = 20

  async function followMost(signal?: AbortSignal) {
    const setting = setUp()
    const { globalId, id } = await createRequest(setting)
    const readers: ReturnType<typeof readEvents>[] = []
    while (readers.length < most) {
      const reader = readEvents(await follow(setting, globalId, signal))
      expect(await reader.next()).toContain('RECEIVED')
      readers.push(reader)
    }
    const another = async (): Promise<string> => {
      const reader = readEvents(await follow(setting, globalId))
      return reader.next()
    }
    return { setting, id, readers, another }
  }

  test('cannot follow more, and can still ask', async () => {
    const { setting, another } = await followMost()
    expect(await another()).toContain('"code":"TOO_MANY_STREAMS"')
    expect(setting.engine.requests.watching).toBe(most)
    expect(await setting.ask('{ systems { id } }')).toMatchObject({ data: {} })
  })

  test('can again after they stop reading', async () => {
    const { setting, readers, another } = await followMost()
    await readers[0]?.cancel()
    await expect.poll(() => setting.engine.requests.watching).toBe(most - 1)
    expect(await another()).toContain('RECEIVED')
    expect(await another()).toContain('TOO_MANY_STREAMS')
  })

  test('can again after the request is final', async () => {
    const { setting, id, readers, another } = await followMost()
    setting.engine.requests.change(id, { status: 'verified', closedAt: new Date() })
    await Promise.all(readers.map(async (reader) => [await reader.next(), await reader.next()]))
    expect(await another()).toContain('VERIFIED')
  })

  test('can again after they are gone', async () => {
    const leaving = new AbortController()
    const { another } = await followMost(leaving.signal)
    leaving.abort()
    expect(await another()).toContain('RECEIVED')
  })

  test('can again after watching fails', async () => {
    const setting = setUp()
    const { globalId } = await createRequest(setting)
    const next = (): Promise<never> => Promise.reject(new TypeError('down'))
    setting.engine.requests.watch = () => ({ [Symbol.asyncIterator]: () => ({ next }) })
    for (let count = 0; count <= most; count += 1) {
      expect(await readEvents(await follow(setting, globalId)).next()).toContain('INTERNAL_SERVER_ERROR')
    }
  })
})

/** One server-sent event per call, as it was sent. */
function readEvents(response: Response) {
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader()
  let rest = ''
  return {
    async next(): Promise<string> {
      for (;;) {
        const end = rest.indexOf('\n\n')
        const event = end < 0 ? '' : rest.slice(0, end)
        if (end >= 0) rest = rest.slice(end + 2)
        if (event.startsWith('event:')) return event
        if (end >= 0) continue
        const piece = await reader?.read()
        if (piece?.value === undefined) return rest
        rest += piece.value
      }
    },
    cancel: async (): Promise<void> => reader?.cancel(),
  }
}
