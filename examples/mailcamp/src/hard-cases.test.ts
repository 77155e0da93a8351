import { FailureError, permanent } from '@rechtop/connector'
import type { EngineOptions, Request } from '@rechtop/engine'
import type { Identifier } from '@rechtop/schema'
import { afterEach, describe, expect, test } from 'vitest'
import { cast } from './systems/index.ts'
import { openCompany, type Company, type CompanyOptions } from './testing/company.ts'

const actor = 'test'
const email = (value: string): Identifier => ({ kind: 'email', value })
const number = (value: string): Identifier => ({ kind: 'customerNumber', value })
const [joris, noor] = cast.household.people

let company: Company
afterEach(() => company.close())
async function open(options?: CompanyOptions): Promise<void> {
  company = await openCompany(options)
}
const sql = (statement: string, ...values: string[]) =>
  company.surroundings.behind[0]?.query<Record<string, unknown>>(statement, values)
const paused = ({ status }: Request): boolean => !['received', 'running'].includes(status)

/** Erases, and says of each possible match whether it is the subject. */
async function eraseDeciding(
  identifier: Identifier,
  isSubject: (system: string) => boolean,
): Promise<Request> {
  let result = await company.engine.requests.erase({ identifiers: [identifier], actor })
  for (;;) {
    const request = await company.settled(
      result,
      ({ status, availableActions }) =>
        availableActions.includes('decide-match') || ['verified', 'needs-attention'].includes(status),
    )
    const systems = await company.engine.requests.systems(request.id)
    const open = systems.flatMap(({ matches }) => matches).find(({ standing }) => standing === 'possible')
    if (open === undefined || request.closedAt !== null) return company.settled(result)
    const word = { id: request.id, match: open.id, isSubject: isSubject(open.system), actor }
    result = await company.engine.requests.decideMatch(word)
  }
}
const eraseAlone = (identifier: Identifier): Promise<Request> => eraseDeciding(identifier, () => false)

async function exportOf(...identifiers: Identifier[]): Promise<{ request: Request; text: string }> {
  const request = await company.settled(await company.engine.requests.access({ identifiers, actor }), paused)
  const parts = (await company.engine.requests.download(request.id)) ?? []
  return { request, text: (await Array.fromAsync(parts)).join('') }
}

describe('the memory of what was kept', () => {
  test('an address that two people share makes sure of neither: one is never shown the other', async () => {
    await open()
    await sql(
      `update billing.customers set email = 'mulder@example.nl' where number in ($1, $2)`,
      joris.customerNumber,
      noor.customerNumber,
    )
    expect((await eraseAlone(number(joris.customerNumber))).status).toBe('verified')
    const rowOfNoor = await sql('select email from billing.customers where number = $1', noor.customerNumber)
    expect(rowOfNoor?.rows).toEqual([{ email: 'mulder@example.nl' }])
    const { request, text } = await exportOf(email('mulder@example.nl'))
    expect(text).not.toContain('Joris')
    const subject = await company.locate(email('mulder@example.nl'))
    const known = subject.systems.flatMap(({ matches }) => matches).filter(({ fromLedger }) => fromLedger)
    expect(known.map(({ standing }) => standing)).toEqual(['possible'])
    expect(['completed', 'needs-attention']).toContain(request.status)
  })

  test('a stranger on a key that was given out again is not taken for the person, nor erased', async () => {
    await open()
    expect((await eraseAlone(email(cast.sanne.email))).status).toBe('verified')
    await sql('delete from billing.invoices where customer_id = 1')
    await sql('delete from billing.payments where customer_id = 1')
    await sql(`update billing.customers set given_name = 'Vreemde', family_name = 'Ander', email = 'stranger@example.nl',
               street = 'Elders', city = 'Elders', number = 'P-999999' where id = 1`)
    const subject = await company.locate(email(cast.sanne.email))
    const billing = subject.systems.find(({ system }) => system === 'billing')
    expect(billing?.matches.map(({ standing }) => standing)).toEqual(['possible'])
    const { text } = await exportOf(email(cast.sanne.email))
    expect(text).not.toContain('Vreemde')
  })

  test('a place where nothing is left any more is forgotten', async () => {
    await open()
    await eraseAlone(email(cast.sanne.email))
    await sql('delete from billing.invoices where customer_id = 1')
    await sql('delete from billing.payments where customer_id = 1')
    await sql('delete from billing.customers where id = 1')
    const subject = await company.locate(email(cast.sanne.email))
    expect(subject.systems.find(({ system }) => system === 'billing')?.status).toBe('absent')
  })
})

test('an approved plan is not carried out when the facts have changed since', async () => {
  await open({
    configure: (options) => ({
      ...options,
      policy: { ...options.policy, approval: { erasure: 'one-person' } },
    }),
  })
  const { id } = await company.settled(
    await company.engine.requests.erase({ identifiers: [email(cast.sanne.email)], actor }),
  )
  const digest = (await company.engine.requests.plan(id))?.digest ?? ''
  await sql(`update billing.customers set contract_ends_on = '2030-01-01' where id = 1`)
  await sql(`update website.accounts set paid_until = '2030-01-01' where id = $1`, cast.sanne.accountId)
  const before = await company.dump()
  const request = await company.settled(await company.engine.requests.approve({ id, digest, actor }))
  expect(request).toMatchObject({
    status: 'awaiting-approval',
    findings: [{ code: 'PLAN_CHANGED' }, { code: 'UNSEARCHABLE' }, { code: 'UNSEARCHABLE' }],
  })
  expect(await company.dump()).toEqual(before)
})

test('what a confirmed match teaches is searched by, everywhere', async () => {
  await open()
  const phone = { kind: 'phone' as const, value: cast.sanne.phone }
  const request = await eraseDeciding(phone, (system) => system === 'billing' || system === 'website')
  expect(request.status).toBe('verified')
  const left = await sql(
    'select 1 from mailing_list.contacts where owner_id is null and lower(email) = $1',
    cast.sanne.email,
  )
  expect(left?.rows).toEqual([])
  expect(JSON.stringify(company.surroundings.fakes.zendesk.dump())).not.toContain(`"${cast.sanne.email}"`)
})

test('what was learned is not lost with the row that taught it: a system that comes back late is searched by it', async () => {
  let down = true
  const configure = (options: EngineOptions): EngineOptions => ({
    ...options,
    systems: options.systems.map((system) =>
      system.id !== 'mailing-list'
        ? system
        : {
            ...system,
            connector: {
              ...system.connector,
              find: async (subjects, context) => {
                if (down) throw new FailureError({ code: 'transient' })
                return system.connector.find(subjects, context)
              },
            },
          },
    ),
  })
  await open({ configure })
  const created = await company.engine.requests.erase({
    identifiers: [number(cast.sanne.customerNumber)],
    actor,
  })
  await company.settled(created, ({ status }) => status === 'waiting')
  down = false
  expect((await company.settled(created)).status).toBe('verified')
  const left = await sql(
    'select 1 from mailing_list.contacts where owner_id is null and lower(email) = $1',
    cast.sanne.email,
  )
  expect(left?.rows).toEqual([])
})

test('a record that changed after it was reduced is reduced again before anything is verified', async () => {
  let noted = false
  const configure = (options: EngineOptions): EngineOptions => ({
    ...options,
    systems: options.systems.map((system) =>
      system.id !== 'billing'
        ? system
        : {
            ...system,
            connector: {
              ...system.connector,
              erase: async (orders, context) => {
                const outcomes = await system.connector.erase(orders, context)
                if (!noted)
                  await sql(
                    `update billing.invoices set contact_note = 'Sanne belt morgen' where customer_id = 1`,
                  )
                noted = true
                return outcomes
              },
            },
          },
    ),
  })
  await open({ configure })
  const request = await company.settled(
    await company.engine.requests.erase({ identifiers: [email(cast.sanne.email)], actor }),
  )
  expect(request.status).toBe('verified')
  const notes = await sql(
    'select contact_note from billing.invoices where customer_id = 1 and contact_note is not null',
  )
  expect(notes?.rows).toEqual([])
})

test('lines that a system refuses for good are never verified, and the finding says why', async () => {
  const configure = (options: EngineOptions): EngineOptions => ({
    ...options,
    systems: options.systems.map((system) =>
      system.id !== 'website'
        ? system
        : {
            ...system,
            connector: {
              ...system.connector,
              erase: async () => {
                throw new FailureError(permanent('the account is locked by the accountant'))
              },
            },
          },
    ),
  })
  await open({ configure })
  const created = await company.engine.requests.erase({ identifiers: [email(cast.sanne.email)], actor })
  const request = await company.settled(created)
  expect(request.status).toBe('needs-attention')
  expect(request.findings).toContainEqual(
    expect.objectContaining({
      code: 'FAILED',
      system: 'website',
      message: 'the account is locked by the accountant',
    }),
  )
  const cancelled = await company.settled(await company.engine.requests.cancel({ id: request.id, actor }))
  expect(cancelled.status).toBe('cancelled')
  // what was erased by then stays on record
  expect((await company.engine.requests.plan(request.id))?.lines.length).toBeGreaterThan(0)
})
