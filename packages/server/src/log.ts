import { pino } from 'pino'

/** Where the server writes. It takes codes and places only, so that no personal data can get in. */
export type Logger = {
  readonly info: (fields: Readonly<Record<string, string | number>>, event: string) => void
  readonly error: (fields: Readonly<Record<string, string | number>>, event: string) => void
}

/** JSON lines on standard output, without the host's name. */
export function createLogger(): Logger {
  return pino({ base: null })
}
