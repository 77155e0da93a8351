import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { codesOf, graphqlRequest, readAnswer, setUp, type Answer } from '../../test/ask.ts'
import { audience, startIssuer, type Issuer } from '../../test/issuer.ts'
import { encodeGlobalId } from '../graphql/relay-options.ts'
import type { Server } from '../server.ts'
import { allScopes, type Scope } from './scope.ts'

let issuer: Issuer
let server: Server
beforeAll(async () => {
  issuer = await startIssuer()
  server = setUp([{ email: 'jan@example.com', holds: { billing: { invoices: [{ number: '1' }] } } }], {
    auth: { issuer: issuer.url, audience },
  }).server
})
afterAll(() => issuer.close())

const ask = async (scopes: readonly Scope[], query: string): Promise<Answer> =>
  readAnswer(await server.fetch(graphqlRequest(await issuer.token(scopes), { query })))

const id = encodeGlobalId('Request', 'r-1')
const jan = '{ email: "jan@example.com" }'
const onRequest = `input: { id: "${id}" }`

/** What each field of the roots needs, and nothing less will do. */
const needs: readonly (readonly [query: string, needed: Scope])[] = [
  [`{ subject(by: ${jan}) { invoices { number } } }`, 'subject:read'],
  [`{ subjects(by: [${jan}]) { systems { status } } }`, 'subject:read'],
  [`{ request(id: "${id}") { id } }`, 'request:read'],
  ['{ requests { edges { node { id } } } }', 'request:read'],
  [`{ node(id: "${id}") { id } }`, 'request:read'],
  ['{ systems { id health { reachable } } }', 'system:read'],
  [`mutation { subjectErase(input: { subject: ${jan} }) { request { id } } }`, 'subject:erase'],
  [`mutation { subjectExport(input: { subject: ${jan} }) { request { id } } }`, 'subject:export'],
  [`mutation { requestApprove(input: { id: "${id}", digest: "d" }) { errors { code } } }`, 'request:manage'],
  [
    `mutation { requestDecideMatch(input: { id: "${id}", match: "m", isSubject: true }) { errors { code } } }`,
    'request:manage',
  ],
  [`mutation { requestCancel(${onRequest}) { errors { code } } }`, 'request:manage'],
  [`mutation { requestRetry(${onRequest}) { errors { code } } }`, 'request:manage'],
  [`subscription { requestProgress(id: "${id}") { id } }`, 'request:read'],
]

describe.each(needs)('%s', (query, needed) => {
  test('is refused to a token with everything else', async () => {
    const rest = allScopes.filter((scope) => scope !== needed)
    const answer = await ask(rest, query)
    expect(answer.errors).toMatchObject([{ extensions: { code: 'FORBIDDEN', needs: [needed] } }])
  })

  test('is open to a token with that alone', async () => {
    expect(codesOf(await ask([needed], query))).not.toContain('FORBIDDEN')
  })
})

test('health stays closed to whoever may only see a system beside a record', async () => {
  const query = `{ subject(by: ${jan}) { invoices { number stored { system { id health { reachable } } } } } }`
  const answer = await ask(['subject:read'], query)
  expect(codesOf(answer)).toEqual(['FORBIDDEN'])
  expect(answer.data).toEqual({
    subject: { invoices: [{ number: '1', stored: { system: { id: 'billing', health: null } } }] },
  })
})

test('a refused operation does nothing', async () => {
  const alone = setUp([], { auth: { issuer: issuer.url, audience } })
  const token = await issuer.token(['request:read'])
  const query = `mutation { subjectErase(input: { subject: ${jan} }) { request { id } } }`
  await alone.server.fetch(graphqlRequest(token, { query }))
  expect(alone.engine.requests.created).toEqual([])
})
