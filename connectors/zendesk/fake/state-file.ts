import { readFileSync, renameSync, writeFileSync } from 'node:fs'
import type { FakeState } from './state.ts'

/** The state that an earlier process left, or null. */
export function readStateFile(file: string): FakeState | null {
  try {
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null
    throw error
  }
}

/** A reader sees the old state or the new one, never half of one. */
export function writeStateFile(file: string, state: FakeState): void {
  const temporary = `${file}.${process.pid}.tmp`
  writeFileSync(temporary, JSON.stringify(state))
  renameSync(temporary, file)
}
