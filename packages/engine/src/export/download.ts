import { and, eq, gt, sum } from 'drizzle-orm'
import type { Parts } from '../request/parts.ts'
import { packageParts, packages } from '../store/table.ts'

/** The export as one JSON document, a part at a time. Null when there is none, it is not whole, or its days are over. */
export async function download(requestId: string, parts: Parts): Promise<AsyncIterable<string> | null> {
  const { database, now } = parts
  const [row] = await database.read((executor) =>
    executor
      .select()
      .from(packages)
      .where(and(eq(packages.requestId, requestId), gt(packages.expiresAt, now()))),
  )
  if (row === undefined) return null
  const [written] = await database.read((executor) =>
    executor
      .select({ records: sum(packageParts.records) })
      .from(packageParts)
      .where(eq(packageParts.requestId, requestId)),
  )
  return Number(written?.records ?? 0) === row.records ? readParts(requestId, parts) : null
}

async function* readParts(requestId: string, { database, seal }: Parts): AsyncGenerator<string> {
  for (let place = 0; ; place += 1) {
    const [row] = await database.read((executor) =>
      executor
        .select()
        .from(packageParts)
        .where(and(eq(packageParts.requestId, requestId), eq(packageParts.place, place))),
    )
    if (row === undefined) break
    const part = String(seal.open(row.partSealed))
    if (place === 0) yield `${part.slice(0, -1)},"records":[`
    else yield `${place === 1 ? '' : ','}\n${part.replaceAll('\n', ',\n')}`
  }
  yield '\n]}\n'
}
