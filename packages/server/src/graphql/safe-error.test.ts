import { expect, test } from 'vitest'
import { developmentToken, graphqlRequest, setUp } from '../../test/ask.ts'

test('what goes wrong on our side is masked, and logged by kind and place only', async () => {
  const { ask, engine, logged } = setUp()
  engine.locate = async () => {
    throw new TypeError('no rows for canary@example.com')
  }
  const answer = await ask('{ subject(by: { email: "canary@example.com" }) { systems { status } } }')
  expect(answer.errors).toMatchObject([
    {
      message: 'Something went wrong on our side.',
      path: ['subject'],
      extensions: { code: 'INTERNAL_SERVER_ERROR' },
    },
  ])
  expect(JSON.stringify(answer) + logged.join()).not.toContain('canary')
  expect(logged).toEqual(['{"code":"TypeError","field":"Query.subject","event":"unexpected-error"}'])
})

test('an alias does not get into the log', async () => {
  const { ask, engine, logged } = setUp()
  engine.check = async () => {
    throw new TypeError('down')
  }
  await ask('{ jan_jansen: systems { canary: health { reachable } } }')
  expect(logged.join()).not.toMatch(/jan|canary/)
  expect(new Set(logged)).toEqual(
    new Set(['{"code":"TypeError","field":"System.health","event":"unexpected-error"}']),
  )
})

test('a logger that throws does not decide the answer', async () => {
  const fail = (): never => {
    throw new TypeError('canary')
  }
  const { ask, engine } = setUp([], { logger: { info: fail, error: fail } })
  engine.locate = fail
  expect(
    await ask('{ systems { id } subject(by: { email: "a@b.nl" }) { systems { status } } }'),
  ).toMatchObject({
    errors: [{ message: 'Something went wrong on our side.', extensions: { code: 'INTERNAL_SERVER_ERROR' } }],
  })
})

test('what fails because whoever asked has gone is not an error', async () => {
  const { server, engine, logged } = setUp()
  const leaving = new AbortController()
  const failed = Promise.withResolvers<void>()
  engine.locate = async (_subjects, signal) => {
    leaving.abort()
    expect(signal?.aborted).toBe(true)
    setTimeout(failed.resolve, 20)
    throw new TypeError('the connection was closed')
  }
  const asked = graphqlRequest(developmentToken, {
    query: '{ subject(by: { email: "a@b.nl" }) { systems { status } } }',
  })
  await expect(server.fetch(new Request(asked, { signal: leaving.signal }))).rejects.toThrow()
  await failed.promise
  expect(logged).toEqual([])
})

test('a mistake in the query is told by its names', async () => {
  const { ask } = setUp()
  const said = async (text: string, variables: Readonly<Record<string, unknown>> = {}): Promise<unknown> =>
    (await ask(text, variables)).errors?.map(({ message }) => message)
  expect(await said('query ($a: Int) { systems { id } }')).toEqual(['Variable "$a" is never used.'])
  expect(await said('query ($a: ID!) { request(id: $a) { id } }')).toEqual([
    'Variable "$a" has invalid value: Expected a value of non-null type "ID!" to be provided.',
  ])
  expect(await said('query ($a: Int!) { request(id: $a) { id } }')).toEqual([
    'Variable "$a" of type "Int!" used in position expecting type "ID!".',
  ])
  expect(
    await said('query ($a: SubjectInput!) { subject(by: $a) { systems { status } } }', { a: { email: 7 } }),
  ).toEqual(['The value of the variable "$a" is not what the schema asks, at "email".'])
  expect(await said('{ people { id } }')).toEqual(['Cannot query field "people" on type "Query".'])
  expect(await said('{ systems { id }')).toEqual(['The query cannot be read.'])
})
