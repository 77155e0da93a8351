import { open, readFile, rename } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { FolderError } from './folder-error.ts'

/** Where a PostgreSQL is: nothing of this is a secret. */
export const Destination = z.object({ host: z.string(), port: z.int(), database: z.string() })
export type Destination = Readonly<z.infer<typeof Destination>>

export const nameOf = ({ host, port, database }: Destination): string =>
  `database "${database}" at ${host}:${port}`

const fileIn = (directory: string): string => join(directory, 'moved.json')

/** Throws a `FolderError` that names the destination, when what the folder holds was moved. */
export async function refuseMoved(directory: string): Promise<void> {
  const text = await readFile(fileIn(directory), 'utf8').catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null
    throw error
  })
  if (text === null) return
  throw new FolderError(
    `${directory} was moved to PostgreSQL, ${destinationIn(text)}. Give Rechtop that database instead, by its URL and with the same secret; this folder has only the past.`,
  )
}

function destinationIn(text: string): string {
  try {
    return nameOf(Destination.parse(JSON.parse(text)))
  } catch {
    return 'and moved.json in it can’t be read as to where'
  }
}

/** Notes that what the folder holds was moved. It is on the disk, whole, when this returns. */
export async function noteMoved(directory: string, destination: Destination): Promise<void> {
  const file = fileIn(directory)
  const written = await open(`${file}.new`, 'w')
  try {
    await written.writeFile(`${JSON.stringify(destination, null, 2)}\n`)
    await written.sync()
  } finally {
    await written.close()
  }
  await rename(`${file}.new`, file)
  // some systems can't do this to a folder; the note is there all the same
  const folder = await open(directory).catch(() => null)
  await folder?.sync().catch(() => {})
  await folder?.close()
}
