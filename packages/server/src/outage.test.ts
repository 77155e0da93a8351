import { setTimeout as wait } from 'node:timers/promises'
import { openOutageGate, startPostgres } from '@rechtop/connector/testing'
import { expect, test } from 'vitest'
import { codesOf, developmentToken, graphqlRequest, readAnswer, setUp, type Answer } from '../test/ask.ts'
import { serve } from './serve.ts'

const query =
  'mutation { subjectErase(input: { subject: { email: "canary@example.com" } }) { request { id status } } }'

/** As the engine throws it. */
class StoreError extends Error {
  readonly isOutage = true
}

test('an outage of our database is told as something to try again, without its words', async () => {
  const { ask, engine, server } = setUp()
  const fail = async (): Promise<never> => {
    throw new StoreError('connect ECONNREFUSED 10.0.0.1 canary@example.com')
  }
  Object.assign(engine.requests, { erase: fail, download: fail })
  const answer = await ask(query)
  expect(answer.errors).toMatchObject([
    {
      message: 'Rechtop cannot reach its own database now: try again in a moment.',
      path: ['subjectErase'],
      extensions: { code: 'UNAVAILABLE', retryable: true },
    },
  ])
  expect(JSON.stringify(answer)).not.toMatch(/canary|ECONN|10\.0/)
  const { headers } = graphqlRequest(developmentToken, {})
  const download = await server.fetch(
    new Request('http://rechtop.test/requests/00000000-0000-4000-8000-000000000000/package', { headers }),
  )
  expect([download.status, download.headers.get('retry-after')]).toEqual([503, '1'])
  expect(codesOf(await readAnswer(download))).toEqual(['UNAVAILABLE'])
})

test('after an outage of more than twenty seconds it answers within five', async () => {
  const postgres = await startPostgres()
  const gate = await openOutageGate(postgres.url)
  const serving = await serve(
    {
      systems: [],
      policy: { controller: { name: 'MailCamp', contact: 'privacy@mailcamp.example' } },
      database: { url: gate.url },
      secret: 'a secret of more than thirty-two bytes, for tests',
    },
    { port: 0, developmentToken, logger: { info: () => {}, error: () => {} } },
  )
  const ask = async (): Promise<Answer> =>
    readAnswer(await serving.server.fetch(graphqlRequest(developmentToken, { query })))
  try {
    expect(await ask()).toMatchObject({ data: { subjectErase: { request: { status: 'RECEIVED' } } } })
    const down = Date.now() + 22_000
    await gate.down()
    const during: unknown[] = []
    while (Date.now() < down) {
      // the first question after the outage shall not wait out a pause that grew with each that failed
      void ask().then((one) => during.push(...codesOf(one)))
      await wait(500)
    }
    expect(await serving.engine.ready()).toBe(false)
    const back = Date.now()
    await gate.up()
    let answer: Answer = {}
    while (answer.data == null) answer = await ask()
    expect(Date.now() - back).toBeLessThan(5_000)
    expect(during.length).toBeGreaterThan(0)
    expect(new Set(during)).toEqual(new Set(['UNAVAILABLE']))
  } finally {
    await serving.stop()
    await gate.down()
    await postgres.stop()
  }
}, 120_000)
