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
  const refusal = await ask(erase, { input: { subject } })
  // whom a mutation leaves out it may name otherwise, by a list or a criterion: that nobody is named is told as data
  if (subject == null)
    expect(refusal).toMatchObject({
      data: { subjectErase: { request: null, errors: [{ path: ['input'] }] } },
    })
  else expect(codesOf(refusal)).toEqual(['BAD_USER_INPUT'])
  expect([engine.calls.locate, engine.requests.created]).toEqual([[], []])
  expect(logged).toEqual([])
})

test('everything that is wrong is said at once', async () => {
  const { ask } = setUp()
  const input = {
    subject: { email: canary },
    planDigest: ' ',
    idempotencyKey: 'k'.repeat(201),
    confirmedMatches: ['m'.repeat(43), ''],
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

/** What a database cannot hold: NUL, and halves of characters. */
const broken = ['canary\u0000', '\u0000', 'canary\ud800', '\udc00canary', 'a\ud83d@b.nl']

describe.each(broken)('the text %j is refused as data', (text) => {
  const ids = [`${text}${'m'.repeat(43 - text.length)}`]

  test('in the input of a right', async () => {
    const { ask, engine, logged } = setUp()
    const subject = { email: 'jan@example.com' }
    const inputs = [
      { subject: { email: text } },
      { subject: { customerNumber: text } },
      { subject: { identifiers: [{ kind: 'ACCOUNT_ID', value: text }] } },
      { subject, planDigest: `d${text}` },
      { subject, idempotencyKey: `k${text}` },
      { subject, confirmedMatches: ids },
      { subject, rejectedMatches: ids },
    ]
    for (const input of inputs) {
      const answer = await ask(erase, { input })
      expect(answer).toMatchObject({
        data: { subjectErase: { request: null, errors: [{ code: expect.stringMatching(/^INVALID_/) }] } },
      })
      expect(JSON.stringify(answer)).not.toContain('canary')
    }
    expect([engine.requests.created, logged]).toEqual([[], []])
  })

  test('in what a person does with a request', async () => {
    const { ask, logged } = setUp()
    const made = await ask(erase, { input: { subject: { email: 'jan@example.com' } } })
    const id = /"id":"([^"]+)"/.exec(JSON.stringify(made))?.[1]
    const change = (mutation: string, input: object) =>
      ask(
        `mutation ($input: ${mutation[0]?.toUpperCase()}${mutation.slice(1)}Input!) { ${mutation}(input: $input) { errors { code path } } }`,
        { input },
      )
    expect(await change('requestApprove', { id, digest: `d${text}` })).toEqual({
      data: { requestApprove: { errors: [{ code: 'INVALID_INPUT', path: ['input', 'digest'] }] } },
    })
    expect(await change('requestDecideMatch', { id, match: ids[0], isSubject: true })).toEqual({
      data: { requestDecideMatch: { errors: [{ code: 'INVALID_INPUT', path: ['input', 'match'] }] } },
    })
    expect(await change('requestCancel', { id: text })).toEqual({
      data: { requestCancel: { errors: [{ code: 'NOT_FOUND', path: ['input', 'id'] }] } },
    })
    expect(logged).toEqual([])
  })

  test('in a query', async () => {
    const person = { email: 'jan@example.com', holds: { website: { accounts: [{ id: '1' }] } } }
    const { ask, engine, logged } = setUp([person])
    const about = (field: string) =>
      `query ($ids: [ID!], $after: String) { subject(by: { email: "jan@example.com" }) { ${field} } }`
    const located = await ask(`{ subject(by: { email: "jan@example.com" }) { systems { matches { id } } } }`)
    const match = /"id":"([^"]+)"/.exec(JSON.stringify(located))?.[1]
    const after = Buffer.from(JSON.stringify([match, 'accounts', text])).toString('base64url')
    const answers = [
      await ask(lookUp, { by: { email: text } }),
      await ask(about('erasurePlan(confirmed: $ids) { digest }').replace(', $after: String', ''), { ids }),
      await ask(about('erasurePlan(rejected: $ids) { digest }').replace(', $after: String', ''), { ids }),
      await ask(about('records(after: $after) { edges { cursor } }').replace('$ids: [ID!], ', ''), { after }),
      await ask('query ($after: String) { requests(after: $after) { totalCount } }', { after: text }),
    ]
    expect(answers.map(codesOf)).toEqual(answers.map(() => ['BAD_USER_INPUT']))
    expect(await ask('query ($id: ID!) { request(id: $id) { id } }', { id: text })).toEqual({
      data: { request: null },
    })
    expect([engine.calls.read, logged]).toEqual([[], []])
  })
})

test('a request was received between 2000 and now', async () => {
  const { ask } = setUp()
  const errorsOf = async (receivedAt: string): Promise<unknown> =>
    (await ask(erase, { input: { subject: { email: 'jan@example.com' }, receivedAt } })).data
  const path = ['input', 'receivedAt']
  for (const date of ['1999-12-31T23:59:59Z', '0001-01-01T00:00:00Z', '2999-01-01T00:00:00Z']) {
    expect(await errorsOf(date)).toMatchObject({
      subjectErase: { errors: [{ code: 'INVALID_INPUT', path }] },
    })
  }
  expect(await errorsOf('2000-01-01T00:00:00Z')).toMatchObject({ subjectErase: { errors: [] } })
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
