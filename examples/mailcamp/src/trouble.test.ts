import { FailureError, transient, type AnyConnector } from '@rechtop/connector'
import type { Engine, EngineOptions, SystemConfig } from '@rechtop/engine'
import type { Identifier } from '@rechtop/schema'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { cast } from './systems/index.ts'
import { openCompany, type Company } from './testing/company.ts'

const email = (value: string): Identifier => ({ kind: 'email', value })
const actor = 'test'

/** Replaces what one system's connector does. */
function replace(id: string, change: (connector: AnyConnector) => AnyConnector) {
  return (options: EngineOptions): EngineOptions => ({
    ...options,
    systems: options.systems.map((system): SystemConfig =>
      system.id === id ? { ...system, connector: change(system.connector) } : system,
    ),
  })
}

describe('a connector that says done and erases nothing', () => {
  let company: Company
  beforeAll(async () => {
    const lying = replace('website', (connector) => ({
      ...connector,
      erase: async (orders) =>
        orders.map(({ lines }) => lines.map(() => ({ status: 'done', count: 1 }) as const)),
    }))
    company = await openCompany({ configure: lying })
  })
  afterAll(() => company.close())

  test('is never verified, and the finding names system, holding and fields', async () => {
    const created = await company.engine.requests.erase({ identifiers: [email(cast.sanne.email)], actor })
    const request = await company.settled(created)
    expect(request.status).toBe('needs-attention')
    const found = request.findings.filter(({ code }) => code === 'STILL_THERE')
    expect(new Set(found.map(({ system }) => system))).toEqual(new Set(['website']))
    expect(found.find(({ holding }) => holding === 'pageViews')).toMatchObject({
      count: 40,
      fields: expect.arrayContaining(['url']),
    })
    expect(found.find(({ holding }) => holding === 'emailAddresses')?.fields).toContain('address')
    expect(request.runs.map(({ status }) => status)).not.toContain('verified')
  })
})

describe('a system that is down', () => {
  let company: Company
  let down = true
  const failing = <T>(work: () => T): T => {
    if (down) throw new FailureError(transient)
    return work()
  }
  beforeAll(async () => {
    const configure = replace('website', (connector) => ({
      ...connector,
      find: async (subjects, context) => failing(() => connector.find(subjects, context)),
      export: (orders, context) => failing(() => connector.export(orders, context)),
      erase: async (orders, context) => failing(() => connector.erase(orders, context)),
    }))
    company = await openCompany({ configure })
  })
  afterAll(() => company.close())

  test('says so, the rest goes on, and the request is not finished until it is back', async () => {
    const created = await company.engine.requests.erase({ identifiers: [email(cast.sanne.email)], actor })
    const request = await company.settled(
      created,
      ({ status }) => status === 'waiting' || status === 'verified',
    )
    expect(request).toMatchObject({ status: 'waiting', closedAt: null })
    expect(request.findings).toContainEqual(
      expect.objectContaining({ code: 'UNREACHABLE', system: 'website' }),
    )
    const dump = await company.dump()
    const ownContacts = (dump['mailing_list.contacts'] ?? []).filter(
      (row) => row.includes('Sanne') && row.includes('"owner_id": null'),
    )
    expect(ownContacts).toEqual([])
    expect(dump['website.accounts']?.some((row) => row.includes(cast.sanne.accountId))).toBe(true)

    down = false
    const closed = await company.settled(created)
    expect(closed.status).toBe('verified')
    expect(
      (await company.dump())['website.accounts']?.some((row) => row.includes(cast.sanne.accountId)),
    ).toBe(false)
  })
})

describe('where one person must approve', () => {
  let company: Company
  let engine: Engine
  beforeAll(async () => {
    company = await openCompany({
      configure: (options) => ({
        ...options,
        policy: { ...options.policy, approval: { erasure: 'one-person' } },
      }),
    })
    engine = company.engine
  })
  afterAll(() => company.close())

  test('nothing is erased before the approval, and a stale digest is refused', async () => {
    const before = await company.dump()
    const created = await engine.requests.erase({ identifiers: [email(cast.susanne.email)], actor })
    const { id } = await company.settled(created)
    expect(await company.dump()).toEqual(before)
    const stale = await engine.requests.approve({ id, digest: 'of another plan', actor })
    expect(stale).toMatchObject({ ok: false, errors: [{ code: 'PLAN_STALE', path: ['digest'] }] })
    expect(await company.dump()).toEqual(before)
    const digest = (await engine.requests.plan(id))?.digest ?? ''
    const closed = await company.settled(
      await engine.requests.approve({ id, digest, actor }),
      ({ status }) => status === 'verified',
    )
    expect(closed.status).toBe('verified')
    expect(await company.dump()).not.toEqual(before)
  })

  test('an idempotency key gives one request, and other input under it is refused', async () => {
    const input = { identifiers: [email(cast.pieter.email)], idempotencyKey: 'k-1', actor }
    const many = await Promise.all(Array.from({ length: 8 }, () => engine.requests.erase(input)))
    const ids = new Set(many.map((result) => (result.ok ? result.request.id : 'refused')))
    expect([...ids]).toHaveLength(1)
    const other = await engine.requests.erase({ ...input, identifiers: [email(cast.sanne.email)] })
    expect(other).toMatchObject({ ok: false, errors: [{ code: 'IDEMPOTENCY_KEY_REUSED' }] })
    const { items } = await engine.requests.list({ first: 50, right: ['erasure'] })
    expect(items.filter(({ id }) => ids.has(id))).toHaveLength(1)
  })

  test('bad input is refused with a code and a path, without repeating it', async () => {
    const results = await Promise.all([
      engine.requests.erase({ identifiers: [], actor }),
      engine.requests.erase({ identifiers: [email('not an address')], actor }),
      engine.requests.erase({
        identifiers: [email('x@example.nl')],
        receivedAt: new Date('2999-01-01'),
        actor,
      }),
    ])
    expect(results.map((result) => (result.ok ? 'ok' : result.errors[0]?.code))).toEqual([
      'NO_IDENTIFIER',
      'INVALID_IDENTIFIER',
      'INVALID_INPUT',
    ])
    expect(JSON.stringify(results)).not.toContain('not an address')
  })

  test('unknown ids are said to be unknown, whatever they look like', async () => {
    for (const id of ['x', '00000000-0000-4000-8000-000000000000', "'; drop table request"]) {
      expect(await engine.requests.get(id)).toBeNull()
      expect(await engine.requests.retry({ id, actor })).toMatchObject({
        ok: false,
        errors: [{ code: 'NOT_FOUND' }],
      })
    }
  })

  test('a cancelled request holds nothing of the person and can’t go on', async () => {
    const { id } = await company.settled(
      await engine.requests.erase({ identifiers: [email(cast.sanne.email)], actor }),
    )
    const cancelled = await company.settled(await engine.requests.cancel({ id, actor }))
    expect(cancelled).toMatchObject({ status: 'cancelled', availableActions: [] })
    expect(await engine.requests.plan(id)).toBeNull()
    expect(await engine.requests.approve({ id, digest: 'x', actor })).toMatchObject({
      errors: [{ code: 'NOT_POSSIBLE_NOW' }],
    })
  })
})
