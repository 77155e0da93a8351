import { setTimeout as wait } from 'node:timers/promises'
import { createEngine } from '../src/create-engine.ts'
import { chaosOptions } from './chaos-options.ts'

/** An engine that keeps its rows in a folder, and asks for one erasure after another; it tells of each that is taken. */
const [, , directory = '', origin = '', from = '0'] = process.argv
const options = chaosOptions('', origin)
const engine = await createEngine({ ...options, database: { directory } })
await engine.start()
process.on('disconnect', () => process.exit())
let next = Number(from)
process.on('message', (message: unknown) => {
  if (message === 'no more') next = Infinity
})
process.send?.({ works: true })
while (next !== Infinity) {
  const nth = next++
  const identifiers = [{ kind: 'email', value: `person${nth}@chaos.example` } as const]
  const created = await engine.requests.erase({ identifiers, idempotencyKey: `chaos ${nth}`, actor: 'chaos' })
  if (created.ok) process.send?.({ taken: created.request.id, nth })
  await wait(80)
}
for (;;) {
  const { items, total } = await engine.requests.list({ first: 200, status: ['verified', 'needs-attention'] })
  process.send?.({ ended: items.map(({ id, status }) => ({ id, status })), total })
  await wait(200)
}
