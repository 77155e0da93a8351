import type { AnyConnector } from '@rechtop/connector'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createVault } from '../../test/vault.ts'
import { asked, email, startWork, type Work } from '../../test/work.ts'
import type { Request } from '../request/request.ts'
import { storedLines } from '../../test/stored-lines.ts'

let work: Work
let checkAfter = new Date()
beforeEach(async () => {
  checkAfter = new Date(Date.now() + 3_600_000)
  const [vendor, desk] = [createVault(), createVault()].map((vault) => {
    vault.people.push({ email, footprints: 0, notes: [{ ref: '1', text: 'a note' }] })
    return vault.connector
  })
  if (vendor === undefined || desk === undefined) throw new Error('there are two')
  // it takes the order, and does it when it is asked again
  const erase: AnyConnector['erase'] = (orders, context) => {
    const isFirst = orders.some(({ lines }) => lines.some(({ token }) => token === undefined))
    if (!isFirst) return vendor.erase(orders, context)
    return Promise.resolve(
      orders.map(({ lines }) =>
        lines.map(() => ({ status: 'pending' as const, checkAfter, token: 'ticket' })),
      ),
    )
  }
  work = await startWork({ vendor: { ...vendor, erase }, desk })
})
afterEach(() => work.stop())

const left = (): Promise<unknown[]> =>
  work.rows(
    `select system, status, lines::text like '%"tokenSealed": "%' as token, order_sealed is not null as "order"
     from rechtop.run order by system`,
  )
const waits = [
  { system: 'desk', status: 'done', token: false, order: true },
  { system: 'vendor', status: 'waiting', token: true, order: true },
]

test('a cancelled request keeps neither an order nor what a system wanted back', async () => {
  const isWaiting = ({ status }: Request): boolean => status === 'waiting'
  const { id } = await work.settled(await work.engine.requests.erase(asked), isWaiting)
  expect(await left()).toEqual(waits)
  await work.engine.requests.cancel({ id, actor: 'test' })
  expect(await left()).toEqual([
    { ...waits[0], order: false },
    { system: 'vendor', status: 'failed', token: false, order: false },
  ])
  const lines = `select count(*)::int as n, count(distinct line.id)::int as ids from ${storedLines}`
  expect(await work.rows(lines)).toEqual([{ n: 2, ids: 2 }])
})

test('nor does one that is verified', async () => {
  checkAfter = new Date(Date.now() + 1_500)
  await work.settled(await work.engine.requests.erase(asked), ({ status }) => status === 'verified')
  expect(await left()).toEqual(
    waits.map(({ system }) => ({ system, status: 'verified', token: false, order: false })),
  )
})
