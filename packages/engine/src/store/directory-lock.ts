import { rmSync, writeFileSync } from 'node:fs'
import { mkdir, readFile } from 'node:fs/promises'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { setTimeout as wait } from 'node:timers/promises'
import { FolderError } from './folder-error.ts'

const attempts = 10
/** SQLite's SQLITE_BUSY: somebody else has it. */
const busy = 5

/** A lock ends with its connection, and a connection that nobody refers to is collected. */
const held = new Set<DatabaseSync>()

/**
 * Holds a folder for this process: PGlite has no lock of its own, and two openers of one folder destroy it. The kernel
 * keeps the lock (through SQLite, on a file in the folder) and frees it at any end of the process; it is never taken
 * from a live one, however silent it seems. A second opener in the same process is refused as well.
 * @returns a function that lets go
 */
export async function lockDirectory(directory: string): Promise<() => Promise<void>> {
  await mkdir(directory, { recursive: true })
  const nameFile = join(directory, 'rechtop.lock')
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    const lock = tryToLock(join(directory, 'rechtop.lock.sqlite'))
    if (lock !== null) {
      held.add(lock)
      writeFileSync(nameFile, `process ${process.pid} on ${hostname()} since ${new Date().toISOString()}`)
      return async () => {
        if (!held.delete(lock)) return
        rmSync(nameFile, { force: true })
        lock.close()
      }
    }
    // of several that ask at the same moment each can find the others in its way; after a while one gets through
    await wait(30 + Math.random() * 60)
  }
  const holder = await readFile(nameFile, 'utf8').catch(() => '')
  throw new FolderError(
    `${directory} is in use by ${holder === '' ? 'another process' : holder}. Stop that process, or choose another folder.`,
  )
}

function tryToLock(file: string): DatabaseSync | null {
  const lock = new DatabaseSync(file, { timeout: 0 })
  try {
    // a journal in a file would have to be rolled back after a kill, and those who do that keep each other out
    lock.exec('pragma journal_mode = memory; begin exclusive')
    return lock
  } catch (error) {
    lock.close()
    if (error instanceof Error && 'errcode' in error && error.errcode === busy) return null
    throw error
  }
}
