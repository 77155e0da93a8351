import { setTimeout as wait } from 'node:timers/promises'
import { createEngine } from '../src/create-engine.ts'
import { createVault } from './vault.ts'
import { sharedOptions } from './workers.ts'

/** A worker in a process of its own that hangs with a chunk in its hands, in the call that it is told, and says so. */
const [, , url = '', hangsIn = 'erase', ...emails] = process.argv
const hang = async (): Promise<never> => {
  process.send?.('has it')
  await wait(3_600_000)
  throw new Error('it was to hang')
}
const vault = createVault({}, { together: 50, ...(hangsIn === 'erase' ? { erase: hang } : { find: hang }) })
for (const email of emails) vault.people.push({ email, footprints: 0, notes: [{ ref: email, text: 'note' }] })
const systems = [{ id: 'vault', connector: vault.connector, config: {} }]
const engine = await createEngine({ ...sharedOptions(url, systems), role: 'worker' })
await engine.start()
process.on('disconnect', () => process.exit())
