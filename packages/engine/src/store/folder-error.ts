import { OwnError } from '../own-error.ts'

/** A folder that can't be opened as Rechtop's own database. The message says why, and what to do. */
export class FolderError extends OwnError {
  constructor(message: string) {
    super(message)
    this.name = 'FolderError'
  }
}
