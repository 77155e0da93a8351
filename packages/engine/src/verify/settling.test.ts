import type { AnyConnector } from '@rechtop/connector'
import fc from 'fast-check'
import { afterEach, expect, test } from 'vitest'
import { createVault, type Vault } from '../../test/vault.ts'
import { asked, email, startWork, type Work } from '../../test/work.ts'
import type { System } from '../system/system.ts'
import { settlingPause } from './settling.ts'

let vault: Vault
let work: Work | null = null
afterEach(async () => {
  await work?.stop()
  work = null
})

/** A connector whose index shows a note for a while after it was erased. */
function slowToForget(showsFor: number | undefined, lookups: number): AnyConnector {
  vault = createVault()
  vault.people.push({ email, footprints: 0, notes: [{ ref: '1', text: 'a note' }] })
  const { connector } = vault
  let [left, isErased] = [lookups, false]
  const notes = connector.holdings['notes']
  if (notes === undefined) throw new Error('the vault has notes')
  return {
    ...connector,
    holdings: { ...connector.holdings, notes: { ...notes, ...(showsFor !== undefined && { showsFor }) } },
    async *export(orders, context) {
      if (isErased && left-- > 0) {
        yield { of: 0, holding: 'notes', ref: '1', cursor: '1', data: { text: 'a note' } }
        return
      }
      yield* connector.export(orders, context)
    },
    erase: async (orders, context) => {
      isErased = true
      return connector.erase(orders, context)
    },
  }
}

test('what a system may still show for a while is looked at again, and the request is verified by itself', async () => {
  work = await startWork({ vault: slowToForget(60, 1) })
  const created = await work.engine.requests.erase(asked)
  const waiting = await work.settled(created, ({ status }) => status !== 'received' && status !== 'running')
  expect(waiting).toMatchObject({ status: 'waiting', reason: 'settling' })
  expect(waiting.nextAttemptAt).toBeInstanceOf(Date)
  expect((await work.settled(created)).status).toBe('verified')
})

test('a system that never asked for time is not given any: what it still shows is a lie', async () => {
  work = await startWork({ vault: slowToForget(undefined, 1) })
  const request = await work.settled(await work.engine.requests.erase(asked))
  expect(request).toMatchObject({ status: 'needs-attention', reason: 'left-over' })
  expect(request.findings).toMatchObject([{ code: 'STILL_THERE', system: 'vault', holding: 'notes' }])
})

test('however long a system says that it shows what went, the looks at it end', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 86_400 }), (showsFor) => {
      const system = { connector: { holdings: { notes: { showsFor } } } } as unknown as System
      const leftovers = [
        { line: { system: 'vault', holding: 'notes' }, count: 1, fields: [] },
      ] as unknown as Parameters<typeof settlingPause>[1]
      const start = new Date('2026-11-01T00:00:00Z')
      let [now, looks] = [start, 0]
      for (;;) {
        const at = now
        const next = settlingPause(looks, leftovers, [], {
          systems: new Map([['vault', system]]),
          now: () => at,
        })
        if (next === null) break
        expect(next.getTime()).toBeGreaterThan(now.getTime())
        now = next
        looks += 1
      }
      const waited = (now.getTime() - start.getTime()) / 1000
      expect(waited).toBeGreaterThanOrEqual(showsFor)
      expect(waited).toBeLessThan(showsFor + 600 + 1)
    }),
  )
})
