import type { FileReference } from '@rechtop/connector'
import { eq, sql } from 'drizzle-orm'
import type { Parts } from '../request/parts.ts'
import { packageFiles, packageParts } from '../store/package-table.ts'
import type { RequestRow } from '../store/table.ts'
import { fenced } from './fenced.ts'
import { fileRow, forgetHalfFiles, identityOf, type FilePlace } from './package-file.ts'
import { placeOfPart } from './place.ts'

/** Of one part. Each file is a row, and a statement can carry only so many values. */
const most = { records: 500, text: 1_000_000, files: 1_000 }

/** One record of an export, with the files that it names. */
export type PackageRecord = {
  readonly content: Readonly<Record<string, unknown>>
  readonly files: readonly { readonly place: FilePlace; readonly reference: FileReference }[]
}

/** Writes an export in sealed parts, so that none has to fit in memory with the others. Its files come later. */
export type PackageWriter = {
  /** Forgets what an earlier try wrote, but for whole files, and writes what comes before the records. */
  begin(description: string): Promise<void>
  add(record: PackageRecord): Promise<void>
  flush(): Promise<void>
}

/** Every part is written only while the request is as it was: a worker that lost its lease writes none. */
export function createPackageWriter(own: RequestRow, { database, seal }: Parts): PackageWriter {
  const requestId = own.id
  const numbers = new Map<string, number>()
  let [place, next, size] = [0, 1, 0]
  let lines: string[] = []
  let files = new Map<number, typeof packageFiles.$inferInsert>()

  const write = async (records: number): Promise<void> => {
    const part = lines.join('\n')
    const partSealed = seal.seal(part, placeOfPart(requestId, place))
    const row = { requestId, place, records, bytes: Buffer.byteLength(part), files: files.size, partSealed }
    await fenced(own, database, async (executor) => {
      await executor.insert(packageParts).values(row)
      const named = [...files.values()]
      // one record alone may name more than fit in a statement
      for (let from = 0; from < named.length; from += most.files) {
        await executor
          .insert(packageFiles)
          .values(named.slice(from, from + most.files))
          .onConflictDoUpdate({
            target: [packageFiles.requestId, packageFiles.number],
            set: { seen: sql`excluded.seen` },
          })
      }
    })
    place += 1
    size = 0
    lines = []
    files = new Map()
  }

  const numberOf = (identity: string): number => {
    const known = numbers.get(identity) ?? next++
    numbers.set(identity, known)
    return known
  }

  return {
    async begin(description) {
      const kept = await fenced(own, database, async (executor) => {
        await executor.delete(packageParts).where(eq(packageParts.requestId, requestId))
        await forgetHalfFiles(executor, requestId)
        return executor
          .select({ identity: packageFiles.identity, number: packageFiles.number })
          .from(packageFiles)
          .where(eq(packageFiles.requestId, requestId))
      })
      for (const { identity, number } of kept) {
        numbers.set(identity, number)
        next = Math.max(next, number + 1)
      }
      lines = [description]
      await write(0)
    },
    async add({ content, files: named }) {
      const shown = named.map(({ place: at, reference }) => {
        const number = numberOf(identityOf(at, seal))
        files.set(number, fileRow(own, number, at, reference, seal))
        return { number, fileName: reference.fileName, contentType: reference.contentType, bytes: null }
      })
      const line = JSON.stringify(shown.length === 0 ? content : { ...content, files: shown })
      lines.push(line)
      size += line.length
      const isFull = lines.length >= most.records || size >= most.text || files.size >= most.files
      if (isFull) await write(lines.length)
    },
    async flush() {
      if (lines.length > 0) await write(lines.length)
    },
  }
}
