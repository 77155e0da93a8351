import { createEngine } from '@rechtop/engine'
import { erasure, zendeskOnly } from './zendesk-only.ts'

/** An engine in a process of its own, so that a test can kill it. Tells how the request is, over and over. */
const [, , directory = '', origin = '', fileOrigin = ''] = process.argv
const engine = await createEngine(zendeskOnly(directory, { origin, fileOrigin }))
await engine.start()
process.on('disconnect', () => process.exit())
const created = await engine.requests.erase(erasure)
if (!created.ok) throw new Error('refused')
for await (const request of engine.requests.watch(created.request.id, AbortSignal.timeout(600_000))) {
  process.send?.(request)
}
