import { transient } from '@rechtop/connector'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { codesOf, graphqlRequest, readAnswer, setUp, type Setting } from '../test/ask.ts'
import { audience, startIssuer, type Issuer } from '../test/issuer.ts'
import type { Scope } from './auth/scope.ts'

const erase = `mutation ($input: SubjectEraseInput!) { subjectErase(input: $input) {
  request { id } batch { id total criterion progress { status count } requests(first: 2) { totalCount } }
  errors { code path }
} }`
const listOf = (count: number) =>
  Array.from({ length: count }, (_, number) => ({ email: `p${number}@example.com` }))
const errorsOf = async ({ ask }: Setting, input: object): Promise<unknown> => {
  const Refused = z.object({
    data: z.object({
      subjectErase: z.object({ batch: z.null(), request: z.null(), errors: z.array(z.unknown()) }),
    }),
  })
  return Refused.parse(await ask(erase, { input })).data.subjectErase.errors
}
const invalid = (...path: string[]) => ({ code: 'INVALID_INPUT', path: ['input', ...path] })

describe('many people in one mutation', () => {
  test('are a batch, which tells how far each is', async () => {
    const { ask, engine } = setUp()
    const input = { subjects: listOf(1000), idempotencyKey: 'k', urgent: true }
    const answer = await ask(erase, { input })
    const progress = [{ status: 'RECEIVED', count: 1000 }]
    expect(answer).toMatchObject({
      data: {
        subjectErase: {
          request: null,
          batch: { total: 1000, criterion: null, progress, requests: { totalCount: 1000 } },
          errors: [],
        },
      },
    })
    expect(engine.requests.asked).toMatchObject([{ idempotencyKey: 'k', urgent: true, actor: 'development' }])
  })

  test('of whom some cannot be looked for: each is said by its place in the input, in order', async () => {
    const { ask, engine } = setUp()
    const path = ['subjects', 1]
    engine.requests.refusals = [{ code: 'DUPLICATE_SUBJECT', message: 'Twice.', path }]
    const subjects = [
      { email: 'a@example.com' },
      { email: 'x' },
      { email: 'a@example.com' },
      { identifiers: [] },
    ]
    const answer = await ask(erase, { input: { subjects, idempotencyKey: 'k' } })
    expect(answer).toMatchObject({
      data: {
        subjectErase: {
          batch: { total: 2 },
          errors: [
            { code: 'INVALID_IDENTIFIER', path: ['input', 'subjects', '1', 'email'] },
            { code: 'DUPLICATE_SUBJECT', path: ['input', 'subjects', '2'] },
            { code: 'NO_IDENTIFIER', path: ['input', 'subjects', '3'] },
          ],
        },
      },
    })
  })

  const subject = { email: 'a@example.com' }
  const key = { idempotencyKey: 'k' }
  test.each<[string, object, object[]]>([
    ['nobody', {}, [{ code: 'INVALID_INPUT', path: ['input'] }]],
    [
      'one and several',
      { subject, subjects: [subject], ...key },
      [{ code: 'INVALID_INPUT', path: ['input'] }],
    ],
    ['several and a criterion', { subjects: [subject], criterion: 'old', ...key }, [invalid()]],
    ['no key', { subjects: [subject] }, [invalid('idempotencyKey')]],
    ['a criterion without a key', { criterion: 'old' }, [invalid('idempotencyKey')]],
    ['an empty list', { subjects: [], ...key }, [invalid('subjects')]],
    ['too many', { subjects: listOf(1001), ...key }, [invalid('subjects')]],
    ['too many of a criterion', { criterion: 'old', first: 1001, ...key }, [invalid('first')]],
    ['a number of one person', { subject, first: 1 }, [invalid('first')]],
    ['a number of a list', { subjects: [subject], first: 1, ...key }, [invalid('first')]],
    ['a plan of several', { subjects: [subject], planDigest: 'd', ...key }, [invalid('planDigest')]],
  ])('%s: refused as data', async (_, input, errors) => {
    const setting = setUp()
    expect(await errorsOf(setting, input)).toEqual(errors)
    expect([setting.engine.requests.created, setting.engine.requests.asked]).toEqual([[], []])
  })

  test('a batch is found by its id, as a node too, and its requests by it', async () => {
    const { ask } = setUp()
    const made = await ask(erase, { input: { subjects: listOf(3), idempotencyKey: 'k' } })
    const Made = z.object({
      data: z.object({ subjectErase: z.object({ batch: z.object({ id: z.string() }) }) }),
    })
    const { id } = Made.parse(made).data.subjectErase.batch
    await ask(
      `mutation { subjectErase(input: { subject: { email: "other@example.com" } }) { request { id } } }`,
    )
    const answer = await ask(
      `query ($id: ID!) { batch(id: $id) { total requests(status: [VERIFIED]) { totalCount } }
        node(id: $id) { __typename id }
        requests(first: 1, filter: { batch: $id }) { totalCount edges { node { batch { id } } } } }`,
      { id },
    )
    expect(answer).toEqual({
      data: {
        batch: { total: 3, requests: { totalCount: 0 } },
        node: { __typename: 'Batch', id },
        requests: { totalCount: 3, edges: [{ node: { batch: { id } } }] },
      },
    })
    expect(await ask('{ batch(id: "x") { id } }')).toEqual({ data: { batch: null } })
  })
})

describe('whom a criterion names', () => {
  const people = [1, 2, 3].map((number) => ({ email: `p${number}@example.com`, holds: {} }))
  const due = `query ($after: String) { criteria { id label system { id } holding olderThan }
    due(criterion: "old", first: 2, after: $after) {
      edges { node { identifiers { kind value } } } pageInfo { hasNextPage endCursor } failure { code } } }`

  test('is told page by page', async () => {
    const { ask } = setUp(people)
    const first = await ask(due)
    expect(first).toMatchObject({
      data: {
        criteria: [{ id: 'old', holding: 'names', olderThan: 'P1M' }],
        due: {
          edges: [
            { node: { identifiers: [{ kind: 'EMAIL', value: 'p1@example.com' }] } },
            { node: { identifiers: [{ kind: 'EMAIL', value: 'p2@example.com' }] } },
          ],
          pageInfo: { hasNextPage: true, endCursor: '1' },
          failure: null,
        },
      },
    })
    expect(await ask(due, { after: '1' })).toMatchObject({
      data: { due: { edges: [{}], pageInfo: { hasNextPage: false } } },
    })
    expect(await ask('{ due(criterion: "other") { edges { cursor } } }')).toEqual({ data: { due: null } })
  })

  test('of a system that is down is data, and no error', async () => {
    const { ask, engine } = setUp(people)
    const [system = ''] = engine.systems.keys()
    engine.down.set(system, transient)
    expect(await ask(due)).toMatchObject({ data: { due: { edges: [], failure: { code: 'TRANSIENT' } } } })
  })
})

describe('what a token allows', () => {
  let issuer: Issuer
  beforeAll(async () => {
    issuer = await startIssuer()
  })
  afterAll(() => issuer.close())
  const asker = async (scopes: readonly Scope[]) => {
    const setting = setUp([], { auth: { issuer: issuer.url, audience } })
    const token = await issuer.token(scopes)
    const ask = (query: string, variables: object = {}, headers = {}) =>
      setting.server.fetch(graphqlRequest(token, { query, variables }, headers))
    return { ...setting, ask }
  }

  test('a program that may only erase sends a criterion, and does not see whom it names', async () => {
    const { ask } = await asker(['subject:erase'])
    const sent = await readAnswer(
      await ask(erase, { input: { criterion: 'old', first: 10, idempotencyKey: 'k' } }),
    )
    expect(sent).toMatchObject({ data: { subjectErase: { batch: { criterion: 'old' }, errors: [] } } })
    for (const hidden of ['{ due(criterion: "old") { edges { cursor } } }', '{ batch(id: "x") { id } }']) {
      expect(codesOf(await readAnswer(await ask(hidden)))).toEqual(['FORBIDDEN'])
    }
  })

  const large = { input: { subjects: listOf(1000), idempotencyKey: 'k' }, more: 'x'.repeat(100_000) }
  test('only who may erase sends a long list, and only to erase', async () => {
    const eraser = await asker(['subject:erase', 'subject:read'])
    const list = Array.from({ length: 1000 }, (_, number) => ({
      email: `${'p'.repeat(150)}${number}@example.com`,
    }))
    const input = { subjects: list, idempotencyKey: 'k' }
    expect((await eraser.ask(erase, { input })).status).toBe(200)
    expect(eraser.engine.requests.asked).toHaveLength(1)
    expect((await eraser.ask('{ criteria { id } }', large)).status).toBe(413)
    expect((await eraser.ask(erase, { input, more: 'x'.repeat(1_000_000) })).status).toBe(413)
    const reader = await asker(['subject:read', 'request:manage'])
    expect((await reader.ask(erase, { input })).status).toBe(413)
    expect((await reader.ask('{ criteria { id } }', {}, { 'content-length': '100001' })).status).toBe(413)
  })
})
