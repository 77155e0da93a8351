import { setTimeout as wait } from 'node:timers/promises'
import { createEngine } from '../src/create-engine.ts'
import { workerOptions } from './worker-options.ts'

/** A worker in a process of its own, which reads a file of its own text: slowly, so that a test can stop it halfway. */
const slow = async function* (): AsyncGenerator<Uint8Array> {
  for (let piece = 0; piece < 3; piece += 1) yield Buffer.alloc(1_048_576, 'of the child ')
  await wait(1_000)
  for (let piece = 0; piece < 3; piece += 1) yield Buffer.alloc(1_048_576, 'of the child ')
}
const engine = await createEngine(workerOptions(process.argv[2] ?? '', slow))
await engine.start()
process.on('disconnect', () => process.exit())
