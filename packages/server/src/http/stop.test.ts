import { setTimeout as wait } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { developmentToken, graphqlRequest, setUp } from '../../test/ask.ts'

const mutation =
  'mutation { subjectErase(input: { subject: { email: "jan@example.com" } }) { request { id status } } }'
const { headers } = graphqlRequest(developmentToken, {})

const post = (url: string, query: string, accept = 'application/json'): Promise<Response> =>
  fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { ...Object.fromEntries(headers), accept },
    body: JSON.stringify({ query }),
  })

test('a stop lets a mutation that was carried out have its answer, and lets nobody else in', async () => {
  const { server, engine } = setUp()
  const { erase } = engine.requests
  const written = Promise.withResolvers<void>()
  engine.requests.erase = async (input) => {
    const result = await erase(input)
    written.resolve()
    await wait(700)
    return result
  }
  const { url, close } = await server.listen(0, '127.0.0.1')
  // leaves an idle connection behind, which shall not hold the stop up
  expect((await post(url, '{ systems { id } }')).status).toBe(200)
  const answer = post(url, mutation)
  await written.promise
  const before = Date.now()
  const closed = close()
  await expect(post(url, '{ systems { id } }')).rejects.toThrow('fetch failed')
  expect(await (await answer).json()).toMatchObject({
    data: { subjectErase: { request: { status: 'RECEIVED' } } },
  })
  await closed
  expect(Date.now() - before).toBeLessThan(2_000)
})

test('a stop ends what is followed', async () => {
  const { server, engine, ask } = setUp()
  const id = /"id":"([^"]+)"/.exec(JSON.stringify(await ask(mutation)))?.[1] ?? ''
  const { url, close } = await server.listen(0, '127.0.0.1')
  const stream = await post(
    url,
    `subscription { requestProgress(id: "${id}") { status } }`,
    'text/event-stream',
  )
  const text = stream.text()
  await expect.poll(() => engine.requests.watching).toBe(1)
  const before = Date.now()
  await close()
  expect(Date.now() - before).toBeLessThan(2_000)
  expect(await text).toMatch(/RECEIVED[^]*event: complete/)
  expect(engine.requests.watching).toBe(0)
})

test('a stop does not wait for an answer that does not come', async () => {
  const { server, engine } = setUp()
  const asked = Promise.withResolvers<void>()
  engine.locate = () => {
    asked.resolve()
    return new Promise(() => {})
  }
  const { url, close } = await server.listen(0, '127.0.0.1')
  const cut = post(url, '{ subject(by: { email: "jan@example.com" }) { systems { status } } }')
  const ended = expect(cut).rejects.toThrow('fetch failed')
  await asked.promise
  const before = Date.now()
  await close()
  const took = Date.now() - before
  expect(took).toBeGreaterThan(4_500)
  expect(took).toBeLessThan(7_000)
  await ended
})
