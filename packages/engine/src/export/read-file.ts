import { FailureError, permanent, type FileOrder } from '@rechtop/connector'
import type { Json } from '@rechtop/schema'
import { and, eq } from 'drizzle-orm'
import type { Parts } from '../request/parts.ts'
import { packageFileParts, packageFiles } from '../store/package-table.ts'
import type { RequestRow } from '../store/table.ts'
import { callSystem, limits } from '../system/call-system.ts'
import type { System } from '../system/system.ts'
import { fenced } from './fenced.ts'
import type { FileName, WholeFile } from './package-file.ts'
import { inPieces, withPatience } from './pieces.ts'
import { placeOfName, placeOfOrder, placeOfPiece } from './place.ts'

const pieceSize = 1_048_576

type FileRow = Pick<typeof packageFiles.$inferSelect, 'number' | 'orderSealed' | 'nameSealed'>

/**
 * Reads one file into sealed pieces, one at a time in memory. Begins anew; only a file that was read to its end counts
 * as complete. Throws a `FailureError` when it can't be.
 */
export async function readFile(
  own: RequestRow,
  system: System,
  { number, orderSealed, nameSealed }: FileRow,
  parts: Parts,
  signal: AbortSignal,
): Promise<void> {
  const { database, seal } = parts
  const { connector } = system
  const ofFile = and(eq(packageFileParts.requestId, own.id), eq(packageFileParts.number, number))
  await fenced(own, database, (executor) => executor.delete(packageFileParts).where(ofFile))
  await callSystem(system, limits.file, signal, async (context) => {
    const stopped = new AbortController()
    const reading = { ...context, signal: AbortSignal.any([context.signal, stopped.signal]) }
    if (connector.readFile === undefined || orderSealed === null) {
      throw new FailureError(permanent('a record names a file, and the connector can read none'))
    }
    // what we sealed ourselves is of the type that we sealed
    const order = seal.open(orderSealed, placeOfOrder(own.id, number)) as FileOrder<Json>
    const name = seal.open(nameSealed, placeOfName(own.id, number)) as FileName
    const source = connector.readFile(order, reading)
    let [place, bytes] = [0, 0]
    try {
      for await (const piece of inPieces(pieceSize, withPatience(limits.piece, source))) {
        context.signal.throwIfAborted()
        const partSealed = seal.sealBytes(piece, placeOfPiece(own.id, number, place))
        const row = { requestId: own.id, number, place, partSealed }
        await fenced(own, database, (executor) => executor.insert(packageFileParts).values(row))
        place += 1
        bytes += piece.byteLength
      }
    } catch (error) {
      stopped.abort()
      throw error
    }
    context.signal.throwIfAborted()
    const whole: WholeFile = { ...name, bytes, parts: place }
    const sealed = { nameSealed: seal.seal(whole, placeOfName(own.id, number)), orderSealed: null }
    await fenced(own, database, (executor) =>
      executor
        .update(packageFiles)
        .set({ complete: true, bytes, parts: place, ...sealed })
        .where(and(eq(packageFiles.requestId, own.id), eq(packageFiles.number, number))),
    )
  })
}
