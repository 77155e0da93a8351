import { setTimeout as wait } from 'node:timers/promises'
import { lockDirectory } from '../src/store/directory-lock.ts'

/** A process that tries to take a folder when it is told to, says how that went, and stays until it is killed. */
process.once('message', (how) => {
  void lockDirectory(process.argv[2] ?? '').then(
    () => {
      process.send?.('taken')
      // nothing gets through to this process any more, and still the folder is its own
      if (how === 'block') Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)
    },
    (error: unknown) => process.send?.(error instanceof Error ? error.message : 'unknown'),
  )
})
process.once('disconnect', () => process.exit())
process.send?.('here')
await wait(120_000)
