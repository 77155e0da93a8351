/** What is said when our own database can't be reached: nothing of what the driver says. */
export const unavailable = 'Rechtop cannot reach its own database now: try again in a moment.'

/** Whether the engine's own database was not there, so that the same can succeed a moment later. */
export function isOutage(error: unknown): boolean {
  return error instanceof Error && 'isOutage' in error && error.isOutage === true
}
