import { expect, test } from 'vitest'
import { sentAgain } from './sent-again.ts'
import type { SentRequest } from './watch-requests.ts'

const sent = (what: string): SentRequest => {
  const [method = '', path = '', form] = what.split(' ')
  const headers =
    form === undefined ? {} : { 'content-type': 'application/x-www-form-urlencoded;charset=UTF-8' }
  return { method, url: `https://x.test${path}`, host: 'x.test', headers, startedAt: 0, endedAt: 1 }
}
const token = 'POST /token form'

test.each([
  ['each request once', ['GET /a', 'GET /b'], []],
  ['the same request twice', ['GET /a', 'GET /a'], ['GET https://x.test/a']],
  ['a token, and then each once', [token, 'GET /a', 'GET /b'], []],
  ['one more try with a new token', ['GET /a', token, 'GET /a'], []],
  [
    'two requests at once, and both again with a new token',
    ['GET /a', 'GET /b', token, 'GET /a', 'GET /b'],
    [],
  ],
  ['a token for each of two requests', ['GET /a', 'GET /b', token, 'GET /a', token, 'GET /b'], []],
  [
    'a third try, with a third token',
    ['GET /a', token, 'GET /a', token, 'GET /a'],
    ['POST https://x.test/token', 'GET https://x.test/a'],
  ],
  ['a token that is refused, asked for again', [token, token], ['POST https://x.test/token']],
  ['a post that is no form', ['POST /search', 'POST /search'], ['POST https://x.test/search']],
])('%s', (_, requests, expected) => {
  expect(sentAgain(requests.map(sent))).toEqual(expected)
})
