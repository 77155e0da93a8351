import type { Context } from '@rechtop/connector'
import { expect, test } from 'vitest'
import { createVault } from '../../test/vault.ts'
import { startWork } from '../../test/work.ts'

test('every call of a system gets the rate limits of that system, counted in our own database', async () => {
  const seen: Context<unknown, unknown>[] = []
  const limit = { name: 'minute', calls: 1, seconds: 60 }
  const systems = Object.fromEntries(
    ['one', 'two'].map((id) => {
      const { connector } = createVault({}, { hosts: () => [`${id}.example`] })
      const find: typeof connector.find = (subjects, context) => {
        seen.push(context)
        return connector.find(subjects, context)
      }
      return [id, { ...connector, find }]
    }),
  )
  const work = await startWork(systems)
  await work.engine.locate([{ identifiers: [{ kind: 'email', value: 'x@example.nl' }] }])
  expect(seen).toHaveLength(2)
  for (const { pace, now } of seen) expect(await pace?.take([limit], now())).toBeNull()
  for (const { pace, now } of seen) expect(await pace?.take([limit], now())).toBeInstanceOf(Date)
  expect(await work.rows('select system, name from rechtop.budget order by system')).toEqual([
    { system: 'one', name: 'minute' },
    { system: 'two', name: 'minute' },
  ])
  expect([...work.engine.systems.values()].map(({ hosts }) => hosts)).toEqual([
    ['one.example'],
    ['two.example'],
  ])
  await work.stop()
})
