import { describe, expect, test } from 'vitest'
import { codesOf, setUp } from '../test/ask.ts'

const erase = `mutation ($input: SubjectEraseInput!) { subjectErase(input: $input) {
  request { id } errors { code message path }
} }`
const lookUp = 'query ($by: SubjectInput!) { subject(by: $by) { systems { status } } }'
const canary = 'canary-7f3a@'

/** Subjects that the schema lets through and that cannot be searched for. */
const unusable: readonly (readonly [subject: object, code: string, path: readonly string[]])[] = [
  [{ email: canary }, 'INVALID_IDENTIFIER', ['email']],
  [{ email: '' }, 'INVALID_IDENTIFIER', ['email']],
  [{ email: '   ' }, 'INVALID_IDENTIFIER', ['email']],
  [{ email: `${canary}${'a'.repeat(400)}.nl` }, 'INVALID_IDENTIFIER', ['email']],
  [{ email: 'Jan <jan@example.com>' }, 'INVALID_IDENTIFIER', ['email']],
  [{ phone: '12' }, 'INVALID_IDENTIFIER', ['phone']],
  [{ customerNumber: '\n' }, 'INVALID_IDENTIFIER', ['customerNumber']],
  [{ identifiers: [] }, 'NO_IDENTIFIER', []],
  [
    {
      identifiers: [
        { kind: 'EMAIL', value: 'jan@example.com' },
        { kind: 'EMAIL', value: canary },
      ],
    },
    'INVALID_IDENTIFIER',
    ['identifiers', '1', 'value'],
  ],
  [
    { identifiers: Array.from({ length: 21 }, () => ({ kind: 'EMAIL', value: 'a@example.com' })) },
    'INVALID_INPUT',
    ['identifiers'],
  ],
]

describe.each(unusable)('the subject %j', (subject, code, path) => {
  test('is a mendable error of a mutation, with its place', async () => {
    const { ask, engine } = setUp()
    const answer = await ask(erase, { input: { subject } })
    expect(answer).toMatchObject({
      data: { subjectErase: { request: null, errors: [{ code, path: ['input', 'subject', ...path] }] } },
    })
    expect(JSON.stringify(answer)).not.toContain('canary')
    expect(engine.requests.created).toEqual([])
  })

  test('is refused by a query, with its field', async () => {
    const { ask, engine } = setUp()
    const answer = await ask(lookUp, { by: subject })
    expect(answer.errors).toMatchObject([
      { extensions: { code: 'BAD_USER_INPUT', field: ['by', ...path].join('.'), issues: [{ code }] } },
    ])
    expect(JSON.stringify(answer)).not.toContain('canary')
    expect(engine.calls.locate).toEqual([])
  })
})

/** Inputs that the schema itself refuses. */
const refused: readonly unknown[] = [
  undefined,
  null,
  {},
  [],
  canary,
  { email: null },
  { email: undefined },
  { email: 7 },
  { email: { $ne: canary } },
  { email: 'a@example.com', phone: '0612345678' },
  { email: 'a@example.com', phone: null },
  { identifiers: [null] },
  { identifiers: [{ kind: 'BSN', value: canary }] },
  { identifiers: [{ kind: 'EMAIL' }] },
  { password: canary },
]

test.each(refused)('the subject %j is refused before anything happens, and not repeated', async (subject) => {
  const { ask, engine, logged } = setUp()
  const answer = await ask(lookUp, { by: subject })
  expect(codesOf(answer)).toEqual(['BAD_USER_INPUT'])
  expect(JSON.stringify(answer)).not.toContain('canary')
  expect(codesOf(await ask(erase, { input: { subject } }))).toEqual(['BAD_USER_INPUT'])
  expect([engine.calls.locate, engine.requests.created]).toEqual([[], []])
  expect(logged).toEqual([])
})

test.each([
  `{ subject(by: { identifiers: [{ kind: BSN, value: "${canary}" }] }) { systems { status } } }`,
  `{ subject(by: { email: 7, phone: "${canary}" }) { systems { status } } }`,
  `{ subject(by: "${canary}") { systems { status } } }`,
  `{ subject(by: { email: "a@example.com" }) { records(first: "${canary}") { edges { cursor } } } }`,
  `{ subject(by: { email: "a@example.com" }) { "${canary}" } }`,
  `mutation { subjectErase(input: { subject: { email: "a@b.nl" }, receivedAt: "${canary}" }) { request { id } } }`,
])('a value written in the query is not repeated: %s', async (query) => {
  const { ask, logged } = setUp()
  const answer = await ask(query)
  expect(answer.errors?.length).toBeGreaterThan(0)
  expect(JSON.stringify(answer)).not.toContain('canary')
  expect(logged).toEqual([])
})

test('everything that is wrong is said at once', async () => {
  const { ask } = setUp()
  const input = {
    subject: { email: canary },
    planDigest: ' ',
    idempotencyKey: 'k'.repeat(201),
    confirmedMatches: ['m', ''],
    receivedAt: '2999-01-01T00:00:00Z',
  }
  const answer = await ask(erase, { input })
  expect(answer.data).toMatchObject({
    subjectErase: {
      errors: [
        { path: ['input', 'subject', 'email'] },
        { path: ['input', 'confirmedMatches', '1'] },
        { path: ['input', 'planDigest'] },
        { path: ['input', 'idempotencyKey'] },
        { path: ['input', 'receivedAt'], message: 'A request cannot be received after now.' },
      ],
    },
  })
})

test('null is the same as left out', async () => {
  const { ask, engine } = setUp()
  const input = {
    subject: { email: ' Jan@Example.com' },
    planDigest: null,
    idempotencyKey: null,
    confirmedMatches: null,
    rejectedMatches: null,
    receivedAt: null,
  }
  expect(await ask(erase, { input })).toMatchObject({ data: { subjectErase: { errors: [] } } })
  expect(engine.requests.created).toEqual([
    {
      identifiers: [{ kind: 'email', value: ' Jan@Example.com' }],
      decisions: { confirmed: [], rejected: [] },
      actor: 'development',
    },
  ])
})
