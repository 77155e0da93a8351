import { parseArgs } from 'node:util'
import { newConnector } from './connector-new.ts'
import { move } from './move.ts'
import { serveCommand } from './serve.ts'
import { usage, UsageError } from './usage.ts'
import { workCommand } from './work.ts'

const commands: Readonly<Record<string, (argv: readonly string[]) => Promise<string>>> = {
  serve: serveCommand,
  work: workCommand,
  'connector new': newConnector,
  move,
}

const help = { help: { type: 'boolean', short: 'h' } } as const

/** Carries out what stands on the command line, and answers with what is to be printed. */
export async function run(argv: readonly string[]): Promise<string> {
  const { values } = parseArgs({ args: [...argv], options: help, strict: false })
  if (values.help === true || argv.length === 0) return usage
  for (const words of [2, 1]) {
    const name = argv.slice(0, words).join(' ')
    const command = Object.hasOwn(commands, name) ? commands[name] : undefined
    if (command !== undefined) return command(argv.slice(words))
  }
  const known = Object.keys(commands).join(', ')
  throw new UsageError(`"${argv.slice(0, 2).join(' ')}" is no command: use ${known}, or --help`)
}
