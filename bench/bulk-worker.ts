import { createEngine } from '@rechtop/engine'
import { bulkOptions } from './bulk-options.ts'

/** A second process that works on the same batches, as `rechtop work` does. */
const [, , url = ''] = process.argv
const engine = await createEngine({ ...bulkOptions(url), role: 'worker' })
await engine.start()
process.send?.('works')
process.on('disconnect', () => process.exit())
