import { and, count, eq, sum } from 'drizzle-orm'
import type { Executor } from '../store/database.ts'
import { packageFiles, packageParts } from '../store/package-table.ts'
import type { Seal } from '../store/seal.ts'

/** How much an export holds. */
export type PackageSize = {
  readonly records: number
  readonly bytes: number
  readonly files: number
  readonly fileBytes: number
}

/**
 * How much an export holds now, with the proof of it: a keyed hash, so that an export of which the end is gone can't be
 * made to look whole.
 */
export async function sizeOf(
  executor: Executor,
  requestId: string,
  seal: Seal,
): Promise<{ readonly size: PackageSize; readonly parts: number; readonly proof: string }> {
  const [text] = await executor
    .select({ parts: count(), records: sum(packageParts.records), bytes: sum(packageParts.bytes) })
    .from(packageParts)
    .where(eq(packageParts.requestId, requestId))
  const [files] = await executor
    .select({ files: count(), bytes: sum(packageFiles.bytes) })
    .from(packageFiles)
    .where(and(eq(packageFiles.requestId, requestId), eq(packageFiles.complete, true)))
  const parts = text?.parts ?? 0
  const size = {
    records: Number(text?.records ?? 0),
    bytes: Number(text?.bytes ?? 0),
    files: files?.files ?? 0,
    fileBytes: Number(files?.bytes ?? 0),
  }
  const { records, bytes, fileBytes } = size
  const told = [requestId, parts, records, bytes, size.files, fileBytes]
  return { size, parts, proof: seal.hash('package', JSON.stringify(told)) }
}
