import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { UsageError } from './usage.ts'

/** What `move` was asked. */
export type CommandedMove = {
  readonly directory: string
  readonly url: string
  readonly secret: string | null
}

/** @param environment where the URL and the secret may stand instead of on the command line, which others can read */
export function readMoveOptions(
  argv: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
): CommandedMove {
  const { from, to = environment['RECHTOP_DATABASE_URL'] } = parse(argv)
  if (from === undefined) {
    throw new UsageError('Say which folder: move --from <folder>')
  }
  if (to === undefined || to === '') {
    throw new UsageError('Say where to: set RECHTOP_DATABASE_URL, or add --to <postgres url>')
  }
  // where the person stands: a script of pnpm runs in the root
  const directory = resolve(environment['INIT_CWD'] ?? '.', from)
  return { directory, url: to, secret: environment['RECHTOP_SECRET'] || null }
}

function parse(argv: readonly string[]): { readonly from?: string; readonly to?: string } {
  const options = { from: { type: 'string' }, to: { type: 'string' } } as const
  try {
    return parseArgs({ args: [...argv], options }).values
  } catch (error) {
    // the first sentence names the option; a word that is none of them can be an address
    const unknown =
      error instanceof Error && 'code' in error && error.code === 'ERR_PARSE_ARGS_UNKNOWN_OPTION'
    const reason = unknown
      ? error.message.split(/[.\n]/)[0]
      : 'Only --from and --to can be read, each with its value'
    throw new UsageError(`${reason}: see --help`)
  }
}
