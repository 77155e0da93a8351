import type { AnyConnector } from '@rechtop/connector'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createVault } from '../test/vault.ts'
import { asked, email, startWork } from '../test/work.ts'
import { storedLines } from '../test/stored-lines.ts'

const hour = 3_600_000
const jumps = fc.array(fc.constantFrom(-24 * hour, -hour, 0, hour, 24 * hour, 40 * 24 * hour), {
  minLength: 8,
  maxLength: 8,
})

// a worker's clock may be wrong, and be put right while it works: a request can come late by it, and never end wrongly
test('wherever the clock jumps while a request is carried out, it ends verified, and each line has one outcome', async () => {
  await fc.assert(
    fc.asyncProperty(jumps, async (ahead) => {
      const vault = createVault()
      vault.people.push({ email, footprints: 0, notes: [{ ref: '1', text: 'a note' }] })
      const { connector } = vault
      let calls = 0
      let isPending = true
      const jump = (): void => void (work.clock.ahead = ahead[calls++ % ahead.length] ?? 0)
      const jumping: AnyConnector = {
        ...connector,
        find: (subjects, context) => {
          jump()
          return connector.find(subjects, context)
        },
        async *export(orders, context) {
          jump()
          yield* connector.export(orders, context)
        },
        erase: async (orders, context) => {
          jump()
          if (!isPending) return connector.erase(orders, context)
          isPending = false
          const checkAfter = new Date(context.now().getTime() + 500)
          return orders.map(({ lines }) => lines.map(() => ({ status: 'pending', checkAfter }) as const))
        },
      }
      const work = await startWork({ vault: jumping })
      try {
        const created = await work.engine.requests.erase(asked)
        const paused = ({ status }: { status: string }): boolean =>
          status === 'waiting' || status === 'verified'
        const request = await work.settled(created, (one) => paused(one) || one.status === 'needs-attention')
        expect(request.status === 'needs-attention' ? request.reason : null).not.toBe('own-trouble')
        // later than any moment that was named by a wrong clock
        work.clock.ahead = 80 * 24 * hour
        ahead.fill(80 * 24 * hour)
        await work.restart()
        const now = async (): Promise<unknown> => (await work.engine.requests.get(request.id))?.status
        await expect.poll(now, { timeout: 30_000 }).toBe('verified')
        expect(vault.people[0]?.notes).toEqual([])
        const lines = `select line.status, count(*)::int from ${storedLines} group by 1`
        expect(await work.rows(lines)).toEqual([{ status: 'done', count: 1 }])
        expect(await work.rows('select count(*)::int from rechtop.ledger')).toEqual([{ count: 1 }])
      } finally {
        await work.stop()
      }
    }),
    { numRuns: 4 },
  )
}, 240_000)
