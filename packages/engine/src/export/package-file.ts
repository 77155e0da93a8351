import type { FileOrder, FileReference } from '@rechtop/connector'
import type { Json } from '@rechtop/schema'
import { and, eq, inArray, ne, type SQL } from 'drizzle-orm'
import type { Executor } from '../store/database.ts'
import { packageFileParts, packageFiles } from '../store/package-table.ts'
import type { Seal } from '../store/seal.ts'
import type { RequestRow } from '../store/table.ts'
import { placeOfName, placeOfOrder } from './place.ts'

/** Where a file stands, and how to ask for it. */
export type FilePlace = { readonly system: string; readonly match: string; readonly order: FileOrder<Json> }

/** What the subject is told of a file besides its bytes. Sealed in its row. */
export type FileName = Pick<FileReference, 'fileName' | 'contentType'>

/** What is sealed in its place when the file is whole: how much of it there is, so that its end can't be left out. */
export type WholeFile = FileName & { readonly bytes: number; readonly parts: number }

/** The same text for the same file in every try. */
export function identityOf({ system, match, order: { holding, ref, file } }: FilePlace, seal: Seal): string {
  return seal.hash('file', JSON.stringify([system, match, holding, ref, file]))
}

/** A file that is to be read. */
export function fileRow(
  own: RequestRow,
  number: number,
  place: FilePlace,
  { fileName, contentType }: FileReference,
  seal: Seal,
): typeof packageFiles.$inferInsert {
  const name: FileName = { fileName, contentType }
  return {
    requestId: own.id,
    number,
    identity: identityOf(place, seal),
    system: place.system,
    orderSealed: seal.seal(place.order, placeOfOrder(own.id, number)),
    nameSealed: seal.seal(name, placeOfName(own.id, number)),
    bytes: 0,
    parts: 0,
    complete: false,
    seen: own.version,
  }
}

/** What was not read to its end is read anew. */
export function forgetHalfFiles(executor: Executor, requestId: string): Promise<void> {
  return forgetFiles(executor, requestId, eq(packageFiles.complete, false))
}

/** What no record names any more: it was another person's, or it is gone. */
export function forgetUnnamedFiles(executor: Executor, own: RequestRow): Promise<void> {
  return forgetFiles(executor, own.id, ne(packageFiles.seen, own.version))
}

async function forgetFiles(executor: Executor, requestId: string, which: SQL): Promise<void> {
  const forgotten = and(eq(packageFiles.requestId, requestId), which)
  const numbers = executor.select({ number: packageFiles.number }).from(packageFiles).where(forgotten)
  await executor
    .delete(packageFileParts)
    .where(and(eq(packageFileParts.requestId, requestId), inArray(packageFileParts.number, numbers)))
  await executor.delete(packageFiles).where(forgotten)
}
