import { and, eq } from 'drizzle-orm'
import type { Parts } from '../request/parts.ts'
import type { PackageFile } from '../request/request.ts'
import { packageFileParts, packageFiles } from '../store/package-table.ts'
import { bytesOf } from '../store/schema.ts'
import { availablePackage } from './download.ts'
import type { WholeFile } from './package-file.ts'
import { placeOfName, placeOfPiece } from './place.ts'

/** One file of an export. Null when there is none with this number, or the export's days are over. */
export async function downloadFile(
  requestId: string,
  number: number,
  parts: Parts,
): Promise<PackageFile | null> {
  if ((await availablePackage(requestId, parts)) === null) return null
  const [row] = await parts.database.read((executor) =>
    executor
      .select()
      .from(packageFiles)
      .where(
        and(
          eq(packageFiles.requestId, requestId),
          eq(packageFiles.number, number),
          eq(packageFiles.complete, true),
        ),
      ),
  )
  if (row === undefined) return null
  // what we sealed ourselves is of the type that we sealed
  const file = parts.seal.open(row.nameSealed, placeOfName(requestId, number)) as WholeFile
  const { fileName, contentType, bytes } = file
  return { fileName, contentType, bytes, pieces: readPieces(requestId, number, file.parts, parts) }
}

/** Takes a piece from the database when it is asked for one; holds nothing open between two. */
async function* readPieces(
  requestId: string,
  number: number,
  total: number,
  { database, seal }: Parts,
): AsyncGenerator<Uint8Array> {
  for (let place = 0; place < total; place += 1) {
    const [row] = await database.read((executor) =>
      executor
        .select({ partSealed: bytesOf(packageFileParts.partSealed) })
        .from(packageFileParts)
        .where(
          and(
            eq(packageFileParts.requestId, requestId),
            eq(packageFileParts.number, number),
            eq(packageFileParts.place, place),
          ),
        ),
    )
    // its days ended meanwhile: half a file is no file
    if (row === undefined) throw new Error('A piece of a file is gone.')
    yield seal.openBytes(row.partSealed, placeOfPiece(requestId, number, place))
  }
}
