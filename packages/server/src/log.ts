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

/** Logs what is our fault by its kind and place: the messages of drivers and scalars hold values. */
export function logFault(logger: Logger, error: unknown, field: string): void {
  const code = error instanceof Error ? error.constructor.name : typeof error
  try {
    logger.error({ code, field }, 'unexpected-error')
  } catch {
    // what is answered does not hang on what can be logged
  }
}
