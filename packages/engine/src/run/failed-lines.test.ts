import { setTimeout as wait } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createVault } from '../../test/vault.ts'
import { asked, email, startWork, type Work } from '../../test/work.ts'
import { storedLines } from '../../test/stored-lines.ts'

let work: Work
beforeAll(async () => {
  const vault = createVault(
    {},
    {
      erase: async (orders) =>
        orders.map(({ lines }) =>
          lines.map(() => ({ status: 'pending', checkAfter: new Date(Date.now() + 3_600_000) }) as const),
        ),
    },
  )
  vault.people.push({ email, footprints: 0, notes: [{ ref: '1', text: 'a note' }] })
  work = await startWork({ vault: vault.connector })
})
afterAll(() => work.stop())

test('what a run had not come to when it failed is told as failed, not as a lie of the system', async () => {
  const created = await work.engine.requests.erase(asked)
  const { id } = await work.settled(created, ({ status }) => status === 'waiting')
  await work.rows(`update rechtop.run set order_sealed = 'broken'`)
  await work.rows(`update rechtop.run set failed_attempts = 19, next_attempt_at = now()`)
  await work.restart()
  while ((await work.engine.requests.get(id))?.status !== 'needs-attention') await wait(50)
  expect(await work.rows(`select run.status, line.status as line from ${storedLines}`)).toEqual([
    { status: 'failed', line: 'open' },
  ])
  const [row] = await work.rows('select findings from rechtop.request')
  expect(row).toMatchObject({
    findings: [
      {
        code: 'FAILED',
        system: 'vault',
        holding: 'notes',
        count: 1,
        message: expect.stringContaining('Rechtop'),
      },
    ],
  })
})
