import { expect, test } from 'vitest'
import { z } from 'zod'
import { codesOf, setUp, type Setting } from '../test/ask.ts'
import { openEmail, unknownMatch } from '../test/memory-requests.ts'

const [one, other] = ['m'.repeat(43), 'n'.repeat(43)]

const erase = `mutation ($input: SubjectEraseInput!) { subjectErase(input: $input) {
  request { id status } errors { code message path }
} }`
const Erased = z.object({
  data: z.object({ subjectErase: z.object({ request: z.object({ id: z.string() }) }) }),
})

async function createRequest({ ask }: Setting, email = 'jan@example.com'): Promise<string> {
  const answer = await ask(erase, { input: { subject: { email } } })
  return Erased.parse(answer).data.subjectErase.request.id
}

test('an erasure is one mutation, with the name of whoever asked', async () => {
  const { ask, engine } = setUp()
  const answer = await ask(erase, {
    input: {
      subject: { identifiers: [{ kind: 'CUSTOMER_NUMBER', value: 'C-1' }] },
      planDigest: 'd',
      confirmedMatches: [one],
      rejectedMatches: [other],
      receivedAt: '2026-11-20T10:00:00+01:00',
      idempotencyKey: 'k',
    },
  })
  expect(answer).toMatchObject({ data: { subjectErase: { request: { status: 'RECEIVED' }, errors: [] } } })
  expect(engine.requests.created).toEqual([
    {
      identifiers: [{ kind: 'customerNumber', value: 'C-1' }],
      decisions: { confirmed: [one], rejected: [other] },
      planDigest: 'd',
      idempotencyKey: 'k',
      receivedAt: new Date('2026-11-20T09:00:00Z'),
      actor: 'development',
    },
  ])
})

test('what the engine refuses points at the place in the input', async () => {
  const { ask } = setUp()
  const errorsOf = async (input: object): Promise<unknown> => (await ask(erase, { input })).data
  const subject = { email: 'jan@example.com' }
  expect(await errorsOf({ subject, planDigest: 'stale' })).toMatchObject({
    subjectErase: { request: null, errors: [{ code: 'PLAN_STALE', path: ['input', 'planDigest'] }] },
  })
  expect(await errorsOf({ subject, confirmedMatches: [unknownMatch] })).toMatchObject({
    subjectErase: { errors: [{ code: 'UNKNOWN_MATCH', path: ['input', 'confirmedMatches', '0'] }] },
  })
})

test('a duplicate is refused with the request that is open, and taken in when that is said', async () => {
  const setting = setUp()
  const id = await createRequest(setting)
  const duplicate = { subject: { email: openEmail } }
  expect(await setting.ask(erase, { input: duplicate })).toMatchObject({
    data: {
      subjectErase: {
        request: { id, status: 'RECEIVED' },
        errors: [{ code: 'DUPLICATE_REQUEST', path: ['input', 'subject'] }],
      },
    },
  })
  const taken = await setting.ask(erase, { input: { ...duplicate, evenIfOpen: true } })
  expect(taken).toMatchObject({ data: { subjectErase: { errors: [] } } })
  expect(setting.engine.requests.created.at(-1)).toMatchObject({ evenIfOpen: true })
})

test('what is done with a request has the key of whoever does it', async () => {
  const setting = setUp()
  const id = await createRequest(setting)
  const change = async (name: string, key: string, more = ''): Promise<unknown> =>
    (
      await setting.ask(
        `mutation ($id: ID!, $key: String) { ${name}(input: { id: $id, idempotencyKey: $key ${more} }) { errors { code path } } }`,
        { id, key },
      )
    ).data
  const mutations = [
    ['requestApprove', 'digest: "d"'],
    ['requestDecideMatch', `match: "${one}" isSubject: false`],
    ['requestSkip', 'system: "crm" why: "because"'],
    ['requestRetry', ''],
    ['requestCancel', ''],
  ] as const
  for (const [name, more] of mutations) {
    expect(await change(name, `key of ${name}`, more)).toEqual({ [name]: { errors: [] } })
    const errors = [{ code: 'INVALID_INPUT', path: ['input', 'idempotencyKey'] }]
    expect(await change(name, ' ', more)).toEqual({ [name]: { errors } })
  }
  expect(setting.engine.requests.acted).toEqual(
    mutations.map(([name]) => ({ actor: 'development', idempotencyKey: `key of ${name}` })),
  )
})

test('a request points at the one that goes first, and says how its plan differs', async () => {
  const setting = setUp()
  const [first, second] = [await createRequest(setting), await createRequest(setting, 'piet@example.com')]
  const [, one] = Buffer.from(first, 'base64url').toString().split(':')
  const [, two] = Buffer.from(second, 'base64url').toString().split(':')
  setting.engine.requests.change(two ?? '', { status: 'joined', duplicateOf: one ?? '' })
  const answer = await setting.ask(
    `query ($id: ID!) { request(id: $id) { duplicateOf { id duplicateOf { id } } planDifference { kind } } }`,
    { id: second },
  )
  expect(answer).toEqual({
    data: { request: { duplicateOf: { id: first, duplicateOf: null }, planDifference: null } },
  })
})

test('a request is found by its id, as a node too', async () => {
  const setting = setUp()
  const id = await createRequest(setting)
  const answer = await setting.ask(
    `query ($id: ID!) {
      request(id: $id) { id right dueOn receivedAt closedAt subject { kinds pseudonym } progress { done total } }
      node(id: $id) { __typename id ... on Request { status availableActions } }
    }`,
    { id },
  )
  expect(answer).toEqual({
    data: {
      request: {
        id,
        right: 'ERASURE',
        dueOn: '2026-12-23',
        receivedAt: '2026-11-23T09:00:00.000Z',
        closedAt: null,
        subject: { kinds: ['EMAIL'], pseudonym: 'p-1' },
        progress: { done: 0, total: 0 },
      },
      node: { __typename: 'Request', id, status: 'RECEIVED', availableActions: ['CANCEL'] },
    },
  })
})

test.each(['', 'x', 'jan@example.com', Buffer.from('System:billing').toString('base64url')])(
  'there is no request with the id “%s”',
  async (id) => {
    const { ask } = setUp()
    const answer = await ask('query ($id: ID!) { request(id: $id) { id } node(id: $id) { id } }', { id })
    expect(answer).toEqual({ data: { request: null, node: null } })
    const change =
      'mutation ($id: ID!) { requestCancel(input: { id: $id }) { request { id } errors { code path } } }'
    expect(await ask(change, { id })).toEqual({
      data: { requestCancel: { request: null, errors: [{ code: 'NOT_FOUND', path: ['input', 'id'] }] } },
    })
  },
)

test('a person approves, decides, cancels and retries', async () => {
  const setting = setUp()
  const id = await createRequest(setting)
  const change = async (name: string, more = ''): Promise<unknown> =>
    (
      await setting.ask(
        `mutation ($id: ID!) { ${name}(input: { id: $id ${more} }) { request { id status } errors { code } } }`,
        { id },
      )
    ).data
  const became = (status: string) => ({ request: { id, status }, errors: [] })
  expect(await change('requestApprove', 'digest: "d"')).toEqual({ requestApprove: became('RUNNING') })
  expect(await change('requestDecideMatch', `match: "${one}" isSubject: false`)).toEqual({
    requestDecideMatch: became('RUNNING'),
  })
  expect(await change('requestCancel')).toEqual({ requestCancel: became('CANCELLED') })
  expect(await change('requestRetry')).toEqual({ requestRetry: became('RUNNING') })
})

const Requests = z.object({
  data: z.object({
    requests: z.object({
      totalCount: z.number(),
      edges: z.array(z.object({ cursor: z.string(), node: z.object({ id: z.string() }) })),
      pageInfo: z.object({ hasNextPage: z.boolean(), endCursor: z.string().nullable() }),
    }),
  }),
})
const list = `query ($first: Int, $after: String, $filter: RequestFilter) {
  requests(first: $first, after: $after, filter: $filter) {
    totalCount edges { cursor node { id } } pageInfo { hasNextPage endCursor }
  }
}`

test('requests are listed newest first, page by page, and from any item on', async () => {
  const setting = setUp()
  const ids: string[] = []
  for (let index = 0; index < 5; index += 1) ids.unshift(await createRequest(setting))
  const page = async (variables: object) =>
    Requests.parse(await setting.ask(list, { ...variables })).data.requests
  const first = await page({ first: 3 })
  expect(first).toMatchObject({ totalCount: 5, pageInfo: { hasNextPage: true } })
  const second = await page({ first: 3, after: first.pageInfo.endCursor })
  expect(second.pageInfo.hasNextPage).toBe(false)
  expect([...first.edges, ...second.edges].map(({ node }) => node.id)).toEqual(ids)
  for (const [index, { cursor }] of first.edges.entries()) {
    expect((await page({ first: 2, after: cursor })).edges[0]?.node.id).toBe(ids[index + 1])
  }
})

test('requests can be narrowed to a status and a right', async () => {
  const setting = setUp()
  const id = await createRequest(setting)
  await createRequest(setting)
  await setting.ask('mutation ($id: ID!) { requestCancel(input: { id: $id }) { errors { code } } }', { id })
  const count = async (filter: object): Promise<number> =>
    Requests.parse(await setting.ask(list, { filter })).data.requests.totalCount
  expect(await count({ status: ['CANCELLED'] })).toBe(1)
  expect(await count({ right: ['ACCESS'] })).toBe(0)
  expect(await count({ status: ['CANCELLED', 'RECEIVED'], right: ['ERASURE'] })).toBe(2)
  expect(codesOf(await setting.ask(list, { after: 'x' }))).toEqual(['BAD_USER_INPUT'])
})
