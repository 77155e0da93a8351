import { createEngine } from '../src/create-engine.ts'
import { chaosOptions } from './chaos-options.ts'

/** A worker in a process of its own, so that it can be killed. */
const [, , database = '', origin = '', together = ''] = process.argv
const options = chaosOptions(database, origin, together === '' ? null : Number(together))
const engine = await createEngine({ ...options, role: 'worker' })
await engine.start()
process.send?.('works')
process.on('disconnect', () => process.exit())
