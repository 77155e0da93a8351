import { defineHolding, defineRecordType, field, text, type AnyConnector } from '@rechtop/connector'
import { normalizeIdentifier, type Identifier } from '@rechtop/schema'
import { afterEach, expect, test } from 'vitest'
import { createVault } from '../../test/vault.ts'
import { email, startWork, type Work } from '../../test/work.ts'

let work: Work
afterEach(() => work.stop())

const byEmail: Identifier = { kind: 'email', value: email }
const byNumber: Identifier = { kind: 'customerNumber', value: 'C-1' }
const byPhone = normalizeIdentifier({ kind: 'phone', value: '0612345678' })
const approving = {
  policy: { controller: { name: 'X', contact: 'x@x.example' }, approval: { erasure: 'one-person' } },
} as const

/** A row by its own key: two of them may have one address. */
type Row = {
  readonly key: string
  readonly has: readonly Identifier[]
  readonly teaches?: readonly Identifier[]
}

/** A system with one note for each row, which goes with it. */
function tableOf(rows: Row[], by: readonly Identifier[], change: Partial<AnyConnector> = {}): AnyConnector {
  const kinds = by.map(({ kind }) => kind)
  const hits = (row: Row, asked: readonly Identifier[]): Identifier[] =>
    asked.filter((one) => row.has.some(({ kind, value }) => kind === one.kind && value === one.value))
  const [first, ...others] = kinds
  if (first === undefined) throw new TypeError('give an identifier')
  return {
    ...createVault().connector,
    identifiers: [first, ...others],
    find: async (subjects) =>
      subjects.map((subject) => {
        const matches = rows.flatMap((row) => {
          const [hit, ...more] = hits(row, subject)
          const learned = (row.teaches ?? []).map((one) => ({ ...one, of: 'person' as const }))
          if (hit === undefined) return []
          return [{ locator: row.key, certainty: 'equal' as const, by: [hit, ...more] as const, learned }]
        })
        if (matches.length === 0) return { status: 'absent', by: [first, ...others] } as const
        return { status: 'found', matches, referrals: [] } as const
      }),
    async *export(orders) {
      for (const [of, { locator }] of orders.entries()) {
        if (!rows.some(({ key }) => key === locator)) continue
        yield { of, holding: 'notes', ref: '1', cursor: '1', data: { text: String(locator) } }
      }
    },
    erase: async (orders) =>
      orders.map(({ locator, lines }) =>
        lines.map(() => {
          const at = rows.findIndex(({ key }) => key === locator)
          if (at >= 0) rows.splice(at, 1)
          return { status: 'done', count: at >= 0 ? 1 : 0 } as const
        }),
      ),
    ...change,
  }
}

/** The same, out of reach while `isDown`. */
function behindOutage(connector: AnyConnector, isDown: () => boolean): AnyConnector {
  const find: AnyConnector['find'] = (subjects, context) =>
    isDown() ? Promise.reject(new TypeError('down')) : connector.find(subjects, context)
  return { ...connector, find }
}

test('what a match taught is still asked by when its record stays without it', async () => {
  const Invoice = defineRecordType({
    name: 'LooksInvoice',
    category: 'communication',
    description: 'For tests.',
    fields: {
      name: field('communication', text(), 'Whose.'),
      day: field('communication', text('date-time'), 'When.'),
    },
  })
  const keep = { period: 'P7Y', from: 'day', citation: 'a law' } as const
  const purpose = { purpose: 'bookkeeping', basis: 'legal-obligation', fields: ['day'], keep } as const
  const own = { role: 'controller', onErase: 'erase', grain: 'record' } as const
  const invoices = defineHolding({ ...own, type: Invoice, purposes: [purpose] })
  const day = new Date().toISOString()
  const rows: Row[] = [{ key: 'R', has: [byEmail], teaches: [byNumber] }]
  let [name, looks]: [string | null, number] = ['Sanne', 0]
  const found = tableOf(rows, [byEmail])
  const shop: AnyConnector = {
    ...found,
    holdings: { invoices },
    find: (subjects, context) => {
      looks += 1
      return found.find(subjects, context)
    },
    async *export(orders) {
      for (const [of] of orders.entries()) {
        yield { of, holding: 'invoices', ref: '1', cursor: '1', data: { name, day } }
      }
    },
    // the invoice stays, and neither address nor number leads to it any more
    erase: async (orders) => {
      name = null
      rows.length = 0
      return orders.map(({ lines }) => lines.map(() => ({ status: 'done', count: 1 }) as const))
    },
  }
  const members: Row[] = [{ key: 'F', has: [byNumber] }]
  const forum = behindOutage(tableOf(members, [byEmail, byNumber]), () => looks <= 3)
  work = await startWork({ shop, forum })
  const { engine } = work
  const ended = await work.settled(await engine.requests.erase({ identifiers: [byEmail], actor: 'test' }))
  expect([ended.status, members]).toEqual(['verified', []])
})

test('who is possible stays so when another request takes the rival away', async () => {
  const partner = { key: 'R2', has: [byEmail] }
  const rows: Row[] = [{ key: 'R1', has: [byEmail, byNumber] }, partner]
  const opened = Promise.withResolvers<void>()
  const shop = tableOf(rows, [byEmail, byNumber])
  const slow: AnyConnector['erase'] = async (orders, context) => {
    await opened.promise
    return shop.erase(orders, context)
  }
  const desk = tableOf([{ key: 'T', has: [byPhone] }], [byPhone])
  work = await startWork({ shop: { ...shop, erase: slow }, desk })
  const { requests } = work.engine
  const ask = (...more: Identifier[]) =>
    requests.erase({ identifiers: [byEmail, byNumber, ...more], actor: 'test' })
  const one = await ask()
  await expect.poll(() => work.rows('select 1 from rechtop.request_match')).toHaveLength(1)
  const two = await ask(byPhone)
  await work.settled(two, ({ reason }) => reason === 'another-request')
  opened.resolve()
  const first = await work.settled(one)
  const matches = (await requests.systems(first.id)).flatMap((system) => system.matches)
  const rival = matches.find(({ locator }) => locator === 'R2')
  const said = { id: first.id, match: rival?.id ?? '', isSubject: false, actor: 'officer' }
  expect((await work.settled(await requests.decideMatch(said))).status).toBe('verified')
  expect((await work.settled(two)).reason).toBe('undecided')
  expect(rows).toEqual([partner])
})

test('what is put aside is found again by what led there, and asked about', async () => {
  const books: Row[] = [{ key: 'B', has: [byEmail], teaches: [byNumber] }]
  const archived: Row[] = [{ key: 'N', has: [byNumber] }]
  let isDown = false
  const shop = tableOf([{ key: 'S', has: [byEmail] }], [byEmail])
  const archive = behindOutage(tableOf(archived, [byEmail, byNumber]), () => isDown)
  work = await startWork({ shop, book: tableOf(books, [byEmail]), archive }, approving)
  const { requests } = work.engine
  const approve = async (id: string) => {
    const digest = (await requests.plan(id))?.digest ?? ''
    return work.settled(await requests.approve({ id, digest, actor: 'officer' }))
  }
  const { id } = await work.settled(await requests.erase({ identifiers: [byEmail], actor: 'test' }))
  // mended at its source, or erased by somebody else
  books.length = 0
  isDown = true
  expect((await approve(id)).status).toBe('awaiting-approval')
  isDown = false
  expect((await approve(id)).status).toBe('awaiting-approval')
  const matches = (await requests.systems(id)).flatMap((system) => system.matches)
  expect(matches.find(({ locator }) => locator === 'N')?.standing).toBe('possible')
  expect([(await approve(id)).reason, archived.length]).toEqual(['undecided', 1])
})

test('who was only possible is sure once a person’s word brings something new that identifies them', async () => {
  const crm = tableOf([{ key: 'T', has: [byPhone], teaches: [byNumber] }], [byPhone])
  const billing = tableOf([{ key: 'N', has: [byPhone, byNumber] }], [byPhone, byNumber])
  work = await startWork({ crm, billing }, approving)
  const { requests } = work.engine
  const standings = async (id: string) =>
    (await requests.systems(id)).flatMap(({ system, matches }) =>
      matches.map((one) => [system, one.standing]),
    )
  const asked = await work.settled(await requests.access({ identifiers: [byPhone], actor: 'test' }))
  expect(await standings(asked.id)).toEqual([
    ['crm', 'possible'],
    ['billing', 'possible'],
  ])
  const [match] = (await requests.systems(asked.id)).flatMap(({ matches }) => matches)
  const said = { id: asked.id, match: match?.id ?? '', isSubject: true, actor: 'officer' }
  expect((await work.settled(await requests.decideMatch(said))).status).toBe('completed')
  expect(await standings(asked.id)).toEqual([
    ['crm', 'confirmed'],
    ['billing', 'sure'],
  ])
})

test('who is possible only while the system that leads there gives no answer is sure when it does', async () => {
  let [isDown, looks] = [false, 0]
  const found = tableOf([{ key: 'T', has: [byEmail], teaches: [byNumber] }], [byEmail])
  const crm: AnyConnector = {
    ...found,
    find: (subjects, context) => {
      looks += 1
      return isDown ? Promise.reject(new TypeError('down')) : found.find(subjects, context)
    },
    async *export(orders, context) {
      // it goes away after the first look
      isDown ||= looks === 1
      if (isDown) throw new TypeError('down')
      yield* found.export(orders, context)
    },
  }
  const billing = tableOf([{ key: 'N', has: [byNumber] }], [byNumber])
  work = await startWork({ crm, billing })
  const { requests } = work.engine
  const asked = await requests.access({ identifiers: [byEmail], actor: 'test' })
  const id = asked.request?.id ?? ''
  const inBilling = async () =>
    (await requests.systems(id)).flatMap(({ system, matches }) =>
      system === 'billing' ? matches.map(({ standing }) => standing) : [],
    )
  await expect.poll(inBilling, { timeout: 20_000 }).toEqual(['possible'])
  isDown = false
  looks += 1
  expect((await work.settled(asked)).status).toBe('completed')
  expect(await inBilling()).toEqual(['sure'])
})
