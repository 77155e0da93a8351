import { readFileSync, renameSync, writeFileSync } from 'node:fs'

/** A state that outlives the process, as JSON in a file. */
export type StateFile<State> = {
  /** What an earlier process left, or null. */
  read(): State | null
  /** A reader sees the old state or the new one, never half of one. */
  write(state: State): void
}

/** `version` tells states apart that an older fake left: reading one of those throws. */
export function openStateFile<State>(file: string, version: number): StateFile<State> {
  return {
    read() {
      const text = readIfThere(file)
      if (text === null) return null
      const stored: { readonly version?: number; readonly state: State } = JSON.parse(text)
      if (stored.version === version) return stored.state
      throw new Error('the state of this fake was kept by another version of it: remove its file')
    },
    write(state) {
      const temporary = `${file}.${process.pid}.tmp`
      writeFileSync(temporary, JSON.stringify({ version, state }))
      renameSync(temporary, file)
    },
  }
}

function readIfThere(file: string): string | null {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null
    throw error
  }
}
