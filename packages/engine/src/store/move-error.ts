import { OwnError } from '../own-error.ts'

/** A move that was refused or cut short. The message says what to do. */
export class MoveError extends OwnError {
  constructor(message: string) {
    super(message)
    this.name = 'MoveError'
  }
}

/** What to do about a code of the database at that destination. */
export function reasonOf(code: string, destination: string): string {
  if (code.startsWith('28')) return `${destination} refuses this user or password: mend the address.`
  if (code === '3D000') return `${destination} is not there: create it, or mend the address.`
  if (code === '42501')
    return `${destination} lets this user make no schema or table: grant it, or use another user.`
  if (code === '55P03')
    return `Somebody is writing to ${destination}: stop whatever runs on it, and move again.`
  if (/^[0-9A-Z]{5}$/.test(code)) {
    return `The move to ${destination} was cut short (SQLSTATE ${code}): mend that, and move again before anything else runs on either side.`
  }
  return `${destination} can't be reached (${code}): see whether the server is up and the address right, and move again before anything else runs on either side.`
}
