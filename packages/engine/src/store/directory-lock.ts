import { mkdir, open, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'

/**
 * Holds a folder for this process: PGlite has no lock of its own, and two processes in one folder destroy it. A lock
 * left by a process that is gone is taken over; one of a live process never is, however silent it seems.
 * @returns a function that lets go
 */
export async function lockDirectory(directory: string): Promise<() => Promise<void>> {
  await mkdir(directory, { recursive: true })
  const file = join(directory, 'rechtop.lock')
  for (let attempt = 0; attempt < 2; attempt += 1) {
    try {
      const handle = await open(file, 'wx')
      await handle.writeFile(String(process.pid))
      await handle.close()
      return () => rm(file, { force: true })
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error
      const holder = Number(await readFile(file, 'utf8'))
      if (holder !== process.pid && isAlive(holder)) {
        throw new Error(
          `${directory} is in use by process ${holder}. Stop that process, or choose another folder.`,
        )
      }
      await rm(file, { force: true })
    }
  }
  throw new Error(`${directory} was taken by another process at this moment. Try again.`)
}

function isAlive(processId: number): boolean {
  if (!Number.isInteger(processId) || processId <= 0) return false
  try {
    process.kill(processId, 0)
    return true
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}
