import { once } from 'node:events'
import { get, type IncomingMessage } from 'node:http'
import { setTimeout as wait } from 'node:timers/promises'
import type { PackageFile } from '@rechtop/engine'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { developmentToken, setUp } from '../test/ask.ts'
import { audience, startIssuer, type Issuer } from '../test/issuer.ts'
import { allScopes } from './auth/scope.ts'

let issuer: Issuer
beforeAll(async () => {
  issuer = await startIssuer()
})
afterAll(() => issuer.close())

const authorization = `Bearer ${developmentToken}`
const fileOf = (id: string, number: string | number, headers: object = { authorization }, method = 'GET') =>
  new Request(`http://rechtop.test/requests/${id}/package/files/${number}`, {
    method,
    headers: { ...headers },
  })

const piece = Buffer.alloc(65_536, 'x')

/** A file of many pieces, which tells how many were asked for and whether its reader left. */
function watchedFile(count: number, breaksAt = count) {
  const state = { asked: 0, left: false }
  const pieces = async function* (): AsyncGenerator<Uint8Array> {
    try {
      while (state.asked < count) {
        if (state.asked === breaksAt) throw new Error('canary')
        state.asked += 1
        yield piece
      }
    } finally {
      state.left = state.asked < count
    }
  }
  const file: PackageFile = {
    fileName: null,
    contentType: null,
    bytes: count * piece.length,
    pieces: pieces(),
  }
  return { state, file }
}

async function createExport(file: PackageFile, config: Parameters<typeof setUp>[1] = {}) {
  const setting = setUp([], config)
  const identifiers = [{ kind: 'email', value: 'jan@example.com' }] as const
  const created = await setting.engine.requests.access({ identifiers, actor: 'a' })
  const id = created.ok ? created.request.id : ''
  const expiresAt = new Date('2026-12-01T00:00:00Z')
  const made = { records: 1, bytes: 17, files: 1, fileBytes: file.bytes, expiresAt }
  setting.engine.requests.change(id, { status: 'completed', package: made })
  setting.engine.requests.files.set(7, file)
  return { ...setting, id }
}

const photo = (): PackageFile => ({
  fileName: 'légitimatie.html',
  contentType: 'text/html; charset=utf-8',
  bytes: 6,
  pieces: (async function* () {
    yield Buffer.from([0, 255, 10])
    yield Buffer.from([13, 128, 1])
  })(),
})

test('a file arrives byte for byte, to be saved and never shown', async () => {
  const { server, id } = await createExport(photo())
  const response = await server.fetch(fileOf(id, 7))
  expect(response.status).toBe(200)
  expect(Object.fromEntries(response.headers)).toMatchObject({
    'content-type': 'text/html',
    'content-length': '6',
    'content-disposition': `attachment; filename="l_gitimatie.html"; filename*=UTF-8''l%C3%A9gitimatie.html`,
    'content-security-policy': "default-src 'none'; sandbox",
    'x-content-type-options': 'nosniff',
    'cache-control': 'no-store',
  })
  expect(Buffer.from(await response.arrayBuffer())).toEqual(Buffer.from([0, 255, 10, 13, 128, 1]))
})

test('it needs a token, in the header, that allows exports', async () => {
  const { server, id } = await createExport(photo(), { auth: { issuer: issuer.url, audience } })
  const token = async (scopes: typeof allScopes) => ({
    authorization: `Bearer ${await issuer.token(scopes)}`,
  })
  const without = allScopes.filter((scope) => scope !== 'subject:export')
  expect((await server.fetch(fileOf(id, 7, {}))).status).toBe(401)
  expect((await server.fetch(fileOf(id, 7, await token(without)))).status).toBe(403)
  expect((await server.fetch(fileOf(id, 7, await token(['subject:export'])))).status).toBe(200)
})

test('what is not there, or is asked for otherwise, is not given', async () => {
  const { server, id } = await createExport(photo())
  expect((await server.fetch(fileOf(id, 8))).status).toBe(404)
  expect((await server.fetch(fileOf('other', 7))).status).toBe(404)
  expect((await server.fetch(fileOf(id, 7, { authorization }, 'HEAD'))).status).toBe(405)
  for (const odd of ['0', '07', '-7', '7.0', '7e0', '%37', '9999999999', '7/', 'x']) {
    const { status } = await server.fetch(fileOf(id, odd))
    expect([odd, status >= 400 && status < 500]).toEqual([odd, true])
  }
})

async function open(url: string, id: string): Promise<IncomingMessage> {
  const [response] = await once(
    get(`${url}/requests/${id}/package/files/7`, { headers: { authorization } }),
    'response',
  )
  return response
}

test('whoever reads slowly is sent no more than they can take', async () => {
  const { state, file } = watchedFile(2_000)
  const { server, id } = await createExport(file)
  const { url, close } = await server.listen(0, '127.0.0.1')
  const response = await open(url, id)
  response.pause()
  await wait(500)
  const atRest = state.asked
  await wait(300)
  expect(state.asked).toBe(atRest)
  // what the sockets of both sides hold
  expect(atRest * piece.length).toBeLessThan(20_000_000)
  let bytes = 0
  for await (const chunk of response) bytes += chunk.length
  expect(bytes).toBe(file.bytes)
  await close()
})

test('whoever goes away ends the work', async () => {
  const { state, file } = watchedFile(2_000)
  const { server, id } = await createExport(file)
  const { url, close } = await server.listen(0, '127.0.0.1')
  const response = await open(url, id)
  response.destroy()
  for (let tries = 0; !state.left && tries < 100; tries += 1) await wait(20)
  expect(state).toMatchObject({ left: true })
  await close()
})

test('a file that breaks off is never taken for a whole one, and the server goes on', async () => {
  const { file } = watchedFile(10, 4)
  const { server, id, logged } = await createExport(file)
  const { url, close } = await server.listen(0, '127.0.0.1')
  const response = await open(url, id)
  await expect(response.toArray()).rejects.toThrow('aborted')
  expect((await fetch(`${url}/health`)).status).toBe(200)
  expect(logged).toEqual(['{"code":"Error","field":"download","event":"unexpected-error"}'])
  await close()
  const { server: bare, id: other } = await createExport(watchedFile(10, 4).file)
  await expect((await bare.fetch(fileOf(other, 7))).arrayBuffer()).rejects.toThrow(
    /^an answer was broken off$/,
  )
})
