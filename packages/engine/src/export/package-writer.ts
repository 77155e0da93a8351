import { eq } from 'drizzle-orm'
import type { Parts } from '../request/parts.ts'
import { loadRequest, Superseded } from '../request/request-row.ts'
import type { Executor } from '../store/database.ts'
import { packageParts, type RequestRow } from '../store/table.ts'

const partSize = 500

/** Writes an export in sealed parts, so that none has to fit in memory with the others. */
export type PackageWriter = {
  /** Forgets what an earlier try wrote, and writes what comes before the records. */
  begin(description: string): Promise<void>
  /** One record as JSON text. */
  add(record: string): Promise<void>
  flush(): Promise<void>
  total(): { readonly records: number; readonly bytes: number }
}

/** Every part is written only while the request is as it was: a worker that lost its lease writes none. */
export function createPackageWriter(own: RequestRow, { database, seal }: Parts): PackageWriter {
  const requestId = own.id
  const fenced = (work: (executor: Executor) => Promise<unknown>): Promise<unknown> =>
    database.write(async (executor) => {
      if ((await loadRequest(executor, requestId))?.version !== own.version) throw new Superseded()
      return work(executor)
    })
  let place = 0
  let records = 0
  let bytes = 0
  let lines: string[] = []
  const write = async (count: number): Promise<void> => {
    const part = lines.join('\n')
    const size = Buffer.byteLength(part)
    const row = { requestId, place, records: count, bytes: size, partSealed: seal.seal(part) }
    await fenced((executor) => executor.insert(packageParts).values(row))
    place += 1
    records += count
    bytes += size
    lines = []
  }
  return {
    begin: async (description: string): Promise<void> => {
      await fenced((executor) => executor.delete(packageParts).where(eq(packageParts.requestId, requestId)))
      lines = [description]
      await write(0)
    },
    add: async (record: string): Promise<void> => {
      lines.push(record)
      if (lines.length >= partSize) await write(lines.length)
    },
    flush: async (): Promise<void> => {
      if (lines.length > 0) await write(lines.length)
    },
    total: () => ({ records, bytes }),
  }
}
