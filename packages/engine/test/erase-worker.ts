import { setTimeout as wait } from 'node:timers/promises'
import { createEngine } from '../src/create-engine.ts'
import { createVault } from './vault.ts'
import { email } from './work.ts'
import { sharedOptions } from './workers.ts'

/** A worker in a process of its own that erases nothing: its call tells that it began, and hangs or ends with a word of its own. */
const [, , url = '', how = 'hangs'] = process.argv
const vault = createVault(
  {},
  {
    erase: async (orders) => {
      process.send?.('begun')
      await wait(how === 'hangs' ? 3_600_000 : 1_000)
      return orders.map(({ lines }) => lines.map(() => ({ status: 'unsupported', why: 'said too late' })))
    },
  },
)
vault.people.push({ email, footprints: 0, notes: [{ ref: '1', text: 'note' }] })
const systems = [{ id: 'vault', connector: vault.connector, config: {} }]
const engine = await createEngine({ ...sharedOptions(url, systems), role: 'worker' })
await engine.start()
process.on('disconnect', () => process.exit())
