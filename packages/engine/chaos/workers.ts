import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { rm } from 'node:fs/promises'
import { setTimeout as wait } from 'node:timers/promises'
import { bundleWorker } from './bundle-worker.ts'

/** Workers of which one is killed again and again, each followed by a new one. */
export type Workers = {
  killed(): number
  stop(): Promise<void>
}

export async function startWorkers(options: {
  readonly count: number
  readonly killEveryMs: number
  readonly random: () => number
  readonly database: string
  readonly origin: string
  readonly together: number | null
}): Promise<Workers> {
  const { count, killEveryMs, random, database, origin, together } = options
  const file = await bundleWorker()
  const alive: ChildProcess[] = []
  const start = async (): Promise<void> => {
    const child = fork(file, [database, origin, together === null ? '' : String(together)])
    alive.push(child)
    // one that is killed before it works says nothing
    await Promise.race([once(child, 'message'), once(child, 'exit')])
  }
  await Promise.all(Array.from({ length: count }, start))
  let killed = 0
  const ending = new AbortController()
  const stopped = (): boolean => ending.signal.aborted
  const kill = async (): Promise<void> => {
    const [child] = alive.splice(Math.floor(random() * alive.length), 1)
    if (child === undefined) return
    const exited = once(child, 'exit')
    child.kill('SIGKILL')
    await exited
    killed++
  }
  const killing = (async () => {
    if (killEveryMs === 0) return
    while (!stopped()) {
      await wait(killEveryMs * (0.5 + random()))
      if (stopped()) return
      await kill()
      void start()
    }
  })()
  return {
    killed: () => killed,
    async stop() {
      ending.abort()
      await killing
      for (const child of alive) child.kill('SIGKILL')
      await Promise.all(
        alive.map((child) => (child.exitCode ?? child.signalCode) === null && once(child, 'exit')),
      )
      await rm(file, { force: true })
    },
  }
}
