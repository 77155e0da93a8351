import { afterAll, beforeAll, expect, test } from 'vitest'
import { developmentToken, setUp } from '../test/ask.ts'
import { audience, startIssuer, type Issuer } from '../test/issuer.ts'
import { allScopes } from './auth/scope.ts'

let issuer: Issuer
beforeAll(async () => {
  issuer = await startIssuer()
})
afterAll(() => issuer.close())

const fetchOf = (id: string, token = developmentToken, method = 'GET'): Request =>
  new Request(`http://rechtop.test/requests/${id}/package`, {
    method,
    headers: { authorization: `Bearer ${token}` },
  })

async function createExport(config: Parameters<typeof setUp>[1] = {}) {
  const setting = setUp([], config)
  const created = await setting.engine.requests.access({
    identifiers: [{ kind: 'email', value: 'jan@example.com' }],
    actor: 'a',
  })
  const id = created.ok ? created.request.id : ''
  const made = { records: 2, bytes: 17, files: 1, fileBytes: 9, expiresAt: new Date('2026-12-01T00:00:00Z') }
  setting.engine.requests.change(id, { status: 'completed', package: made })
  return { ...setting, id }
}

test('a finished export tells where it is, and can be fetched there', async () => {
  const { ask, server, id } = await createExport()
  const answer = await ask(
    '{ requests { edges { node { package { records bytes files fileBytes expiresAt downloadPath } } } } }',
  )
  const shown = {
    records: 2,
    bytes: 17,
    files: 1,
    fileBytes: 9,
    expiresAt: '2026-12-01T00:00:00.000Z',
    downloadPath: `/requests/${id}/package`,
  }
  expect(answer.data).toEqual({ requests: { edges: [{ node: { package: shown } }] } })
  const response = await server.fetch(fetchOf(id))
  expect(response.headers.get('cache-control')).toBe('no-store')
  expect(response.headers.get('content-disposition')).toContain('attachment')
  expect(await response.json()).toEqual({ records: [1, 2] })
})

test('it needs a token, in the header, that allows exports', async () => {
  const { server, id } = await createExport({ auth: { issuer: issuer.url, audience } })
  const without = await issuer.token(allScopes.filter((scope) => scope !== 'subject:export'))
  expect((await server.fetch(new Request(`http://rechtop.test/requests/${id}/package`))).status).toBe(401)
  expect((await server.fetch(fetchOf(id, 'x'))).status).toBe(401)
  expect((await server.fetch(fetchOf(id, without))).status).toBe(403)
  expect((await server.fetch(fetchOf(id, await issuer.token(['subject:export'])))).status).toBe(200)
})

test('an export that is not there, or is asked for otherwise, is not given', async () => {
  const { server, id } = await createExport()
  expect((await server.fetch(fetchOf('other'))).status).toBe(404)
  expect((await server.fetch(fetchOf(id, developmentToken, 'HEAD'))).status).toBe(405)
  expect((await server.fetch(fetchOf(id, developmentToken, 'POST'))).status).toBe(405)
  expect((await server.fetch(fetchOf(`${id}%2f..%2fx`))).status).toBe(405)
})

test('over a real connection it arrives whole', async () => {
  const { server, id } = await createExport()
  const { url, close } = await server.listen(0, '127.0.0.1')
  const response = await fetch(`${url}/requests/${id}/package`, {
    headers: { authorization: `Bearer ${developmentToken}` },
  })
  expect(await response.text()).toBe('{"records":[1,2]}')
  await close()
})
