import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { getResponse } from 'msw'
import { afterEach, expect, test } from 'vitest'
import { createZendeskFake, type Seed, type ZendeskFake, type ZendeskFakeOptions } from './index.ts'

const folders: string[] = []
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true })
})

let time = Date.parse('2026-03-01T12:00:00Z')
const clock = (): Date => new Date(time)
const create = (users: Seed['users'], more: Partial<ZendeskFakeOptions> = {}): ZendeskFake =>
  createZendeskFake({ subdomain: 'mailcamp', token: 'secret', clock, seed: { users }, ...more })

async function call(fake: ZendeskFake, method: string, path: string, token = 'secret'): Promise<unknown> {
  const request = new Request(`https://mailcamp.zendesk.com/api/v2/${path}`, {
    method,
    headers: { authorization: `Bearer ${token}` },
  })
  const response = await getResponse([...fake.handlers], request)
  const body: unknown = response?.status === 204 ? {} : await response?.json()
  return Object.assign({ status: response?.status }, body)
}
const userId = (fake: ZendeskFake, email: string): number | undefined =>
  fake.state.users.find((user) => user.email === email)?.id

test('tells a missing record, a missing path and missing credentials apart', async () => {
  const fake = create([])
  expect(await call(fake, 'GET', 'users/1')).toMatchObject({ status: 404, error: 'RecordNotFound' })
  expect(await call(fake, 'GET', 'nothing')).toMatchObject({ status: 404, error: 'InvalidEndpoint' })
  expect(await call(fake, 'GET', 'users/1', 'wrong')).toMatchObject({ status: 401 })
  const anonymous = { status: 200, user: { id: null, name: 'Anonymous user' } }
  expect(await call(fake, 'GET', 'users/me', 'wrong')).toMatchObject(anonymous)
  expect(await call(fake, 'GET', 'users/me')).toMatchObject({ status: 200, user: { role: 'admin' } })
})

test('the search finds parts, the external id only the whole', async () => {
  const fake = create([
    { name: 'A', email: 'joanna@example.org', externalId: 'X1' },
    { name: 'B', email: 'b@example.org', extraEmails: ['anna@example.org.be'], externalId: 'X11' },
  ])
  const found = await call(fake, 'GET', 'users/search?query=%22anna@example.org%22')
  expect(found).toMatchObject({ count: 2, next_page: null, users: [{ name: 'A' }, { name: 'B' }] })
  expect(await call(fake, 'GET', 'users/search?external_id=x1')).toMatchObject({
    count: 1,
    users: [{ name: 'A' }],
  })
})

test('a list by cursor ends in an empty page without cursors when the one before was full', async () => {
  const fake = create([{ name: 'A', email: 'a@example.org', tickets: [{ subject: '1' }, { subject: '2' }] }])
  const path = `users/${userId(fake, 'a@example.org')}/tickets/requested?page[size]=2`
  const first = await call(fake, 'GET', path)
  expect(first).toMatchObject({ tickets: [{ subject: '1' }, { subject: '2' }], meta: { has_more: true } })
  const cursor = Buffer.from('1002').toString('base64url')
  expect(await call(fake, 'GET', `${path}&page[after]=${cursor}`)).toMatchObject({
    tickets: [],
    meta: { has_more: false, after_cursor: null },
  })
})

test('a bulk job is queued, then works, then completes row by row', async () => {
  const fake = create([{ name: 'A', email: 'a@example.org', tickets: [{ subject: '1' }] }])
  const started = await call(fake, 'DELETE', 'tickets/destroy_many?ids=1001,9999')
  expect(started).toMatchObject({ job_status: { status: 'queued', results: null, total: null } })
  const path = `job_statuses/${fake.state.jobs[0]?.id}`
  time += 200
  expect(await call(fake, 'GET', path)).toMatchObject({ job_status: { status: 'working', total: 2 } })
  time += 200
  const results = [
    { action: 'delete', id: 1001, status: 'Deleted', success: true },
    { id: 9999, error: 'DeletionFailed' },
  ]
  expect(await call(fake, 'GET', path)).toMatchObject({ job_status: { status: 'completed', results } })
  expect(await call(fake, 'GET', 'deleted_tickets')).toMatchObject({
    count: 1,
    deleted_tickets: [{ id: 1001 }],
  })
  const tooMany = Array.from({ length: 101 }, (_, id) => id).join(',')
  expect(await call(fake, 'DELETE', `tickets/destroy_many?ids=${tooMany}`)).toMatchObject({
    status: 400,
    error: 'TooManyValues',
    max_count: 100,
  })
})

test('a user goes in two stages, and not while a ticket is not closed', async () => {
  const email = 'a@example.org'
  const fake = create([{ name: 'A', email, tickets: [{ subject: '1', status: 'solved' }] }])
  const id = userId(fake, email)
  expect(await call(fake, 'DELETE', `users/${id}`)).toMatchObject({ status: 422, error: 'RecordInvalid' })
  expect(await call(fake, 'DELETE', `deleted_users/${id}`)).toMatchObject({ status: 404 })
  const statuses = `users/${id}/compliance_deletion_statuses`
  expect(await call(fake, 'GET', statuses)).toMatchObject({ status: 404, error: 'RecordNotFound' })
  expect(await call(fake, 'DELETE', 'tickets/1001')).toEqual({ status: 204 })
  expect(await call(fake, 'DELETE', `users/${id}`)).toMatchObject({ user: { active: false, email } })
  expect(await call(fake, 'GET', `deleted_users/${id}`)).toMatchObject({ deleted_user: { email } })
  expect(await call(fake, 'DELETE', `deleted_users/${id}`)).toMatchObject({
    deleted_user: { name: 'A', email },
  })
  const requested = { action: 'request_deletion', application: 'all' }
  expect(await call(fake, 'GET', statuses)).toMatchObject({
    count: 1,
    compliance_deletion_statuses: [requested],
  })
  time += 2000
  expect(await call(fake, 'GET', statuses)).toMatchObject({ count: 7 })
  expect(await call(fake, 'GET', `users/${id}`)).toMatchObject({
    user: { name: 'Permanently Deleted User', active: false, email: null, phone: null },
  })
  expect(await call(fake, 'GET', `deleted_users/${id}`)).toMatchObject({ status: 404 })
})

test('the log says what each call changed, and the effects what came of it later', async () => {
  const fake = create([{ name: 'A', email: 'a@example.org', tickets: [{ subject: '1' }] }])
  await call(fake, 'GET', 'tickets/1001')
  await call(fake, 'DELETE', 'tickets/destroy_many?ids=1001')
  time += 300
  fake.dump()
  expect(fake.log).toMatchObject([
    { method: 'GET', path: '/api/v2/tickets/1001', status: 200, effect: null },
    { method: 'DELETE', path: '/api/v2/tickets/destroy_many?ids=1001', status: 200, effect: 'job queued' },
  ])
  expect(fake.effects.map(({ effect }) => effect)).toEqual(['job queued', 'ticket deleted'])
})

test('a state kept in a file outlives the process, with what was under way, and is not seeded twice', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'zendesk-fake-'))
  folders.push(folder)
  const file = join(folder, 'zendesk.json')
  const users = [{ name: 'A', email: 'a@example.org', tickets: [{ subject: '1' }] }]
  const first = create(users, { file })
  await call(first, 'DELETE', 'tickets/destroy_many?ids=1001')
  const second = create(users, { file })
  expect(second.dump()).toEqual(first.dump())
  time += 300
  expect(second.dump().tickets).toMatchObject([{ stage: 'deleted' }])
  expect(await call(second, 'GET', 'users/me')).toMatchObject({ user: { role: 'admin' } })
  expect(create(users, { file }).dump()).toEqual(second.dump())
  expect(readdirSync(folder)).toEqual(['zendesk.json'])
})
