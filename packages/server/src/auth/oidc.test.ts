import { createHmac } from 'node:crypto'
import { generateKeyPair } from 'jose'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { graphqlRequest, setUp } from '../../test/ask.ts'
import { audience, startIssuer, type Issuer } from '../../test/issuer.ts'
import { allScopes } from './scope.ts'
import type { Server } from '../server.ts'

let issuer: Issuer
let server: Server
beforeAll(async () => {
  issuer = await startIssuer()
  server = setUp([], { auth: { issuer: issuer.url, audience } }).server
})
afterAll(() => issuer.close())

const inAMinute = (): number => Math.floor(Date.now() / 1000) + 60
const statusOf = async (token: string): Promise<number> =>
  (await server.fetch(graphqlRequest(token, { query: '{ systems { id } }' }))).status
const base64url = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url')

test('a token that the issuer gave for this audience is good', async () => {
  const response = await server.fetch(
    graphqlRequest(await issuer.token(['system:read']), { query: '{ systems { id } }' }),
  )
  expect(await response.json()).toEqual({
    data: { systems: [{ id: 'billing' }, { id: 'website' }, { id: 'support' }] },
  })
})

test('a token for another audience is refused', async () => {
  expect(await statusOf(await issuer.token(['system:read'], 'https://other.test'))).toBe(401)
})

test('an expired token, or one without an end, is refused', async () => {
  expect(await statusOf(await issuer.forge({ exp: inAMinute() }))).toBe(200)
  expect(await statusOf(await issuer.forge({ exp: inAMinute() - 120 }))).toBe(401)
  expect(await statusOf(await issuer.forge({}))).toBe(401)
})

test('a token that is not valid yet is refused', async () => {
  expect(await statusOf(await issuer.forge({ exp: inAMinute(), nbf: inAMinute() }))).toBe(401)
})

test('a token of another issuer is refused', async () => {
  expect(await statusOf(await issuer.forge({ exp: inAMinute(), iss: 'https://elsewhere.test' }))).toBe(401)
})

test('a token that names nobody is refused', async () => {
  expect(await statusOf(await issuer.forge({ exp: inAMinute(), sub: undefined }))).toBe(401)
})

test('a token signed with another key is refused', async () => {
  const { privateKey } = await generateKeyPair('RS256')
  expect(await statusOf(await issuer.forge({ exp: inAMinute() }, privateKey))).toBe(401)
})

test('a token without a signature, or with a shared secret, is refused', async () => {
  const claims = base64url({
    iss: issuer.url,
    aud: audience,
    sub: 'x',
    exp: inAMinute(),
    scope: allScopes.join(' '),
  })
  expect(await statusOf(`${base64url({ alg: 'none' })}.${claims}.`)).toBe(401)
  const signed = `${base64url({ alg: 'HS256', kid: 'one' })}.${claims}`
  const keys = await (await fetch(`${issuer.url}/jwks`)).text()
  expect(await statusOf(`${signed}.${createHmac('sha256', keys).update(signed).digest('base64url')}`)).toBe(
    401,
  )
})

test('a token with one character changed is refused', async () => {
  const [head = '', body = '', signature = ''] = (await issuer.token(['system:read'])).split('.')
  const other = `${signature.startsWith('A') ? 'B' : 'A'}${signature.slice(1)}`
  expect(await statusOf(`${head}.${body}.${other}`)).toBe(401)
})

test('scopes are read from scp too, and unknown ones give nothing', async () => {
  expect(
    await statusOf(await issuer.forge({ exp: inAMinute(), scope: undefined, scp: ['system:read'] })),
  ).toBe(200)
  const token = await issuer.forge({ exp: inAMinute(), scope: 'admin *' })
  const response = await server.fetch(graphqlRequest(token, { query: '{ systems { id } }' }))
  expect(await response.json()).toMatchObject({ errors: [{ extensions: { code: 'FORBIDDEN' } }] })
})

test('an issuer that cannot be reached is said, and is not a bad token', async () => {
  const alone = setUp([], { auth: { issuer: 'http://127.0.0.1:9', audience } }).server
  const response = await alone.fetch(
    graphqlRequest(await issuer.token(['system:read']), { query: '{ __typename }' }),
  )
  expect(response.status).toBe(503)
})

test('an issuer that anybody on the way could imitate is refused at the start', () => {
  expect(() => setUp([], { auth: { issuer: 'http://issuer.example', audience } })).toThrow('https://')
})
