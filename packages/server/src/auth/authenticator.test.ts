import { expect, test } from 'vitest'
import { createAuthenticator } from './authenticator.ts'

const judge = createAuthenticator({ developmentToken: 'open sesame'.replace(' ', '-') })
const withHeader = (authorization?: string): Request =>
  new Request('http://rechtop.test/?access_token=open-sesame', {
    headers: { cookie: 'token=open-sesame', ...(authorization !== undefined && { authorization }) },
  })

test.each([
  undefined,
  '',
  'open-sesame',
  'Basic open-sesame',
  'Bearer',
  'Bearer ',
  'Bearer wrong',
  'Bearer open-sesame x',
])('%s is refused', async (authorization) => {
  expect(await judge(withHeader(authorization))).toEqual({ status: 'refused' })
})

test('the development token may do everything', async () => {
  const verdict = await judge(withHeader('Bearer open-sesame'))
  expect(verdict).toMatchObject({ status: 'accepted', actor: { name: 'development' } })
  expect(verdict.status === 'accepted' && verdict.actor.scopes.size).toBe(6)
})

test('an empty development token is no token', () => {
  expect(() => createAuthenticator({ developmentToken: ' ' })).toThrow('developmentToken')
})
