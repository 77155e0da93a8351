import type { AnyConnector } from '@rechtop/connector'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createVault, type Vault } from '../../test/vault.ts'
import { email, startWork, type Work } from '../../test/work.ts'
import type { EraseMany } from './batch.ts'
import type { Request, RequestResult } from './request.ts'

const criteria = [
  { id: 'old', label: 'Old footprints.', system: 'vault', holding: 'footprints', olderThan: 'P1M' },
] as const
const due: NonNullable<AnyConnector['due']> = async function* () {
  yield { of: 0, locator: email, by: [{ kind: 'email', value: email }], cursor: '0' }
}

let vault: Vault
let work: Work
beforeEach(async () => {
  vault = createVault({ counted: true }, { due })
  vault.people.push({ email, footprints: 1, notes: [{ ref: '1', text: 'a note' }] })
  const policy = {
    controller: { name: 'X', contact: 'x@x.example' },
    approval: { erasure: 'one-person' },
  } as const
  work = await startWork({ vault: vault.connector }, { criteria, policy })
})
afterEach(() => work.stop())

/** The request for the one person whom the criterion names. */
async function named(): Promise<Request> {
  const input: EraseMany = { criterion: 'old', first: 1, idempotencyKey: 'today', actor: 'program' }
  const created = await work.engine.requests.eraseMany(input)
  if (!created.ok) throw new Error(`refused: ${created.errors.map(({ code }) => code).join(', ')}`)
  const { items } = await work.engine.requests.list({ first: 1, batch: created.batch.id })
  const [request] = items
  if (request === undefined) throw new Error('nobody was named')
  return request
}
const own = (): Promise<RequestResult> =>
  work.engine.requests.erase({ identifiers: [{ kind: 'email', value: email }], actor: 'officer' })
const isBehind = ({ reason }: Request): boolean => reason === 'another-request'

/** Once approved, a request looks again whether its criterion still names the person. */
async function nameNoMore({ id }: Request): Promise<void> {
  vault.people[0] = { email, footprints: 0, notes: [{ ref: '1', text: 'a note' }] }
  const digest = (await work.engine.requests.plan(id))?.digest ?? ''
  const approved = await work.engine.requests.approve({ id, digest, actor: 'officer' })
  expect(await work.settled(approved)).toMatchObject({ status: 'cancelled', findings: [{ code: 'NOT_DUE' }] })
}

test('what the person asks for themselves waits behind it, and is done when the criterion names them no more', async () => {
  const byCriterion = await work.settled({ ok: true, request: await named() })
  expect(byCriterion.status).toBe('awaiting-approval')
  const asked = await own()
  expect(asked.ok).toBe(true)
  const behind = await work.settled(asked, isBehind)
  expect(behind).toMatchObject({ status: 'waiting', duplicateOf: byCriterion.id })
  await nameNoMore(byCriterion)
  expect(await work.settled({ ok: true, request: behind })).toMatchObject({ status: 'awaiting-approval' })
})
