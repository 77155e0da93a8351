import { parseArgs, type ParseArgsConfig } from 'node:util'
import { UsageError } from './usage.ts'

/** The command line by these options; what can't be read is said without a stack. */
export function parseOptions<const Config extends ParseArgsConfig>(config: Config) {
  try {
    return parseArgs<Config>(config)
  } catch (error) {
    // the first sentence names the option; what follows is about positionals that begin with a dash
    const [reason] = error instanceof Error ? error.message.split(/[.\n]/) : ['The options can’t be read']
    throw new UsageError(`${reason}: see --help`)
  }
}

/** A whole number within these limits, or null where none was given. */
export function wholeNumber(
  name: string,
  text: string | undefined,
  least: number,
  most: number,
): number | null {
  if (text === undefined) return null
  const number = Number(text)
  if (/^\d+$/.test(text) && number >= least && number <= most) return number
  throw new UsageError(`--${name} takes a whole number from ${least} to ${most}`)
}
