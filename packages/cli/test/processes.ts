import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

const main = fileURLToPath(new URL('../src/main.ts', import.meta.url))

/** A `rechtop` in a process of its own. */
export type Rechtop = {
  /** What it wrote, log lines and all. */
  readonly output: { text: string }
  /** Waits for this event among its log lines; the line as JSON. Throws when the process ends before. */
  logged(event: string): Promise<Record<string, unknown>>
  /** Sends the signal and gives the exit code. */
  end(signal?: NodeJS.Signals): Promise<number | null>
  /** The exit code, once it has ended. */
  readonly ended: Promise<number | null>
}

export function startRechtop(
  argv: readonly string[],
  environment: Readonly<Record<string, string>>,
): Rechtop {
  const child: ChildProcess = spawn(process.execPath, [main, ...argv], {
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const output = { text: '' }
  const ended = once(child, 'close').then(() => child.exitCode)
  let heard = Promise.withResolvers<void>()
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (text: Buffer) => {
      output.text += text.toString()
      heard.resolve()
      heard = Promise.withResolvers<void>()
    })
  }
  return {
    output,
    logged: async (event) => {
      for (;;) {
        const found = linesOf(output.text).find(({ msg }) => msg === event)
        if (found !== undefined) return found
        const code = await Promise.race([heard.promise.then(() => undefined), ended])
        if (code !== undefined) throw new Error(`it ended with ${code}: ${output.text}`)
      }
    },
    end: async (signal = 'SIGTERM') => {
      child.kill(signal)
      return ended
    },
    ended,
  }
}

function linesOf(text: string): Record<string, unknown>[] {
  return text
    .split('\n')
    .filter((line) => line.startsWith('{') && line.endsWith('}'))
    .map((line) => JSON.parse(line))
}
