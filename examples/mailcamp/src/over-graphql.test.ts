import { createServer, type Server } from '@rechtop/server'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { graphiqlTabs } from './graphiql-tabs.ts'
import { cast } from './systems/index.ts'
import { openCompany, type Company } from './testing/company.ts'

let company: Company
let server: Server
beforeAll(async () => {
  company = await openCompany()
  server = createServer({
    engine: company.engine,
    auth: { developmentToken: 'token' },
    logger: { info: () => {}, error: () => {} },
  })
})
afterAll(() => company.close())

const post = (query: string, variables: object, accept: string): Promise<Response> =>
  server.fetch(
    new Request('http://rechtop.example/graphql', {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: 'Bearer token', accept },
      body: JSON.stringify({ query, variables }),
    }),
  )

async function ask(query: string, variables: object = {}) {
  return (await post(query, variables, 'application/json')).json()
}

test('a malformed stored address is shown as it is stored, with an issue, and breaks no query', async () => {
  const { data, errors, extensions } = await ask(
    `query ($email: String) { subject(by: { email: $email }) {
       emailAddresses { address stored { system { id } issues { field code message } } }
       names { familyName } invoices { number } } }`,
    { email: cast.malformed.email },
  )
  expect(errors).toBeUndefined()
  expect(extensions?.incomplete ?? []).toEqual([])
  expect(data.subject.emailAddresses).toContainEqual({
    address: cast.malformed.storedAs,
    stored: {
      system: { id: 'billing' },
      issues: [
        { field: 'address', code: 'MALFORMED', message: expect.stringContaining('not an e-mail address') },
      ],
    },
  })
  expect(data.subject.names.length).toBeGreaterThan(0)
})

describe('bad input', () => {
  const erase = `mutation ($input: SubjectEraseInput!) { subjectErase(input: $input) { request { id } errors { code message path } } }`
  test.each([
    ['a malformed address', { email: 'not an address' }, 'INVALID_IDENTIFIER'],
    ['an empty address', { email: '' }, 'INVALID_IDENTIFIER'],
    ['no identifier', { identifiers: [] }, 'NO_IDENTIFIER'],
    ['a phone of three digits', { phone: '112' }, 'INVALID_IDENTIFIER'],
  ])('%s is refused as data, with a code and a path', async (_, subject, code) => {
    const { data, errors } = await ask(erase, { input: { subject } })
    expect(errors).toBeUndefined()
    expect(data.subjectErase).toMatchObject({ request: null, errors: [{ code, path: expect.any(Array) }] })
    expect(JSON.stringify(data)).not.toContain('not an address')
  })

  test('an unknown kind of identifier is refused before anything is asked', async () => {
    const { data, errors } = await ask(erase, {
      input: { subject: { identifiers: [{ kind: 'SHOE_SIZE', value: '43' }] } },
    })
    expect(data).toBeUndefined()
    expect(errors).toHaveLength(1)
    expect(JSON.stringify(errors)).not.toContain('43')
  })

  test('two ways to name the subject at once are refused', async () => {
    const { errors } = await ask(erase, {
      input: { subject: { email: cast.sanne.email, phone: cast.sanne.phone } },
    })
    expect(errors).toHaveLength(1)
  })

  test('none of it made a request', async () => {
    const { data } = await ask('{ requests { totalCount } }')
    expect(data.requests.totalCount).toBe(0)
  })
})

test('every tab of the page answers without an error, and the erasure is told as it goes', async () => {
  const answers = []
  for (const { query } of graphiqlTabs) answers.push(await ask(query))
  expect(answers.map(({ errors }) => errors)).toEqual(answers.map(() => undefined))
  const { id } = answers
    .map(({ data }) => data.subjectErase?.request)
    .find((request) => request !== undefined)
  const stream = await post(
    'subscription ($id: ID!) { requestProgress(id: $id) { status } }',
    { id },
    'text/event-stream',
  )
  const told = (await stream.text()).matchAll(/"status":"([A-Z_]+)"/g)
  const statuses = [...told].map(([, status]) => status)
  expect(statuses.length).toBeGreaterThan(1)
  expect(statuses.at(-1)).toBe('VERIFIED')
})

test('a system that is down is said in the answer, and its part is not silently shorter', async () => {
  company.surroundings.fakes.zendesk.fault({ times: 50, answer: 503 })
  const { data, errors, extensions } = await ask(
    `query ($email: String) { subject(by: { email: $email }) {
       systems { system { id } status failure { code } } supportTickets { number } names { familyName }
       erasurePlan { complete incomplete { system { id } reason } } } }`,
    { email: cast.pieter.email },
  )
  expect(errors).toBeUndefined()
  const zendesk = data.subject.systems.find(
    ({ system }: { system: { id: string } }) => system.id === 'zendesk',
  )
  expect(zendesk).toEqual({ system: { id: 'zendesk' }, status: 'FAILED', failure: { code: 'TRANSIENT' } })
  expect(data.subject.supportTickets).toBeNull()
  expect(data.subject.names.length).toBeGreaterThan(0)
  expect(data.subject.erasurePlan.complete).toBe(false)
  expect(data.subject.erasurePlan.incomplete).toContainEqual({ system: { id: 'zendesk' }, reason: 'FAILED' })
  expect(extensions.incomplete).toContainEqual(
    expect.objectContaining({ system: 'zendesk', code: 'TRANSIENT' }),
  )
})
