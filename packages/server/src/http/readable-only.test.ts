import { connect } from 'node:net'
import { expect, test } from 'vitest'
import { developmentToken, setUp } from '../../test/ask.ts'

const unreadable: readonly (readonly [name: string, head: string])[] = [
  ['a broken Host', 'GET /graphql HTTP/1.1\r\nhost: ['],
  ['a Host with a space', 'GET /graphql HTTP/1.1\r\nhost: a b'],
  ['a Host with a wrong port', 'GET /graphql HTTP/1.1\r\nhost: a:99999'],
  ['a Host that holds a path', 'GET /graphql HTTP/1.1\r\nhost: a/health?'],
  ['a Host that holds a user', 'GET /graphql HTTP/1.1\r\nhost: a@localhost'],
  ['the absolute form', 'GET http://localhost/graphql HTTP/1.1\r\nhost: localhost'],
  ['the asterisk form', 'OPTIONS * HTTP/1.1\r\nhost: localhost'],
  ['no slash', 'GET graphql HTTP/1.1\r\nhost: localhost'],
]

test.each(unreadable)('%s is answered with a bare 400', async (_name, head) => {
  const { server, logged } = setUp([], { graphiql: {} })
  const { url, close } = await server.listen(0, '127.0.0.1')
  const [status, body] = await exchange(url, `${head}\r\naccept: text/html\r\nconnection: close`)
  await close()
  expect([status, body]).toEqual(['HTTP/1.1 400 Bad Request', ''])
  expect(logged).toEqual([])
})

test('a request by HTTP/1.0 needs no Host', async () => {
  const { server } = setUp()
  const { url, close } = await server.listen(0, '127.0.0.1')
  const [status] = await exchange(url, 'GET /health HTTP/1.0')
  await close()
  expect(status).toBe('HTTP/1.1 200 OK')
})

test('what fails outside of an operation is a 500 without a word about it', async () => {
  const { server, engine, logged } = setUp()
  engine.requests.download = async () => {
    throw new TypeError('canary')
  }
  const { url, close } = await server.listen(0, '127.0.0.1')
  const head = `GET /requests/x/package HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer ${developmentToken}`
  const [status, body] = await exchange(url, `${head}\r\nconnection: close`)
  await close()
  expect([status, body]).toEqual(['HTTP/1.1 500 Internal Server Error', ''])
  expect(logged).toEqual(['{"code":"TypeError","field":"","event":"unexpected-error"}'])
})

/** Sends this head as it is, which no client would, and gives the first line and the body of the answer. */
async function exchange(url: string, head: string): Promise<[status: string, body: string]> {
  const socket = connect(Number(new URL(url).port), '127.0.0.1')
  socket.end(`${head}\r\n\r\n`)
  const answer = (await socket.setEncoding('utf8').toArray()).join('')
  const [lines = '', ...body] = answer.split('\r\n\r\n')
  return [lines.split('\r\n')[0] ?? '', body.join('\r\n\r\n').replace(/^0\r\n\r\n$/, '')]
}
