import { and, between, eq, gt } from 'drizzle-orm'
import { z } from 'zod'
import type { Parts } from '../request/parts.ts'
import { packageFiles, packageParts, packages } from '../store/package-table.ts'
import { sizeOf } from './package-size.ts'
import { placeOfPart } from './place.ts'

/** The export as one JSON document, a part at a time. Null when there is none, it is not whole, or its days are over. */
export async function download(requestId: string, parts: Parts): Promise<AsyncIterable<string> | null> {
  const row = await availablePackage(requestId, parts)
  if (row === null) return null
  const now = await parts.database.read((executor) => sizeOf(executor, requestId, parts.seal))
  return now.proof === row.proof ? readParts(requestId, now.parts, parts) : null
}

/** A finished export whose days are not over. */
export async function availablePackage(
  requestId: string,
  { database, now }: Parts,
): Promise<typeof packages.$inferSelect | null> {
  const [row] = await database.read((executor) =>
    executor
      .select()
      .from(packages)
      .where(and(eq(packages.requestId, requestId), gt(packages.expiresAt, now()))),
  )
  return row ?? null
}

async function* readParts(requestId: string, total: number, parts: Parts): AsyncGenerator<string> {
  const { database, seal } = parts
  for (let place = 0; place < total; place += 1) {
    const [row] = await database.read((executor) =>
      executor
        .select()
        .from(packageParts)
        .where(and(eq(packageParts.requestId, requestId), eq(packageParts.place, place))),
    )
    // its days ended meanwhile: half of it is no export
    if (row === undefined) throw new Error('A part of an export is gone.')
    const part = String(seal.open(row.partSealed, placeOfPart(requestId, place)))
    if (place === 0) {
      yield `${part.slice(0, -1)},"records":[`
      continue
    }
    const lines = row.files === 0 ? part.split('\n') : await withSizes(requestId, part, parts)
    yield `${place === 1 ? '' : ','}\n${lines.join(',\n')}`
  }
  yield '\n]}\n'
}

const RecordWithFiles = z.looseObject({
  files: z.array(z.looseObject({ number: z.int() })).optional(),
})

/** How large the files are was not known yet when their records were written. */
async function withSizes(requestId: string, part: string, { database }: Parts): Promise<string[]> {
  const records = part.split('\n').map((line) => RecordWithFiles.parse(JSON.parse(line)))
  const numbers = records.flatMap(({ files = [] }) => files.map(({ number }) => number))
  const rows = await database.read((executor) =>
    executor
      .select({ number: packageFiles.number, bytes: packageFiles.bytes })
      .from(packageFiles)
      .where(
        and(
          eq(packageFiles.requestId, requestId),
          // a list would be as long as the files of one record, and a statement can carry only so many values
          between(packageFiles.number, Math.min(...numbers), Math.max(...numbers)),
        ),
      ),
  )
  const sizes = new Map(rows.map(({ number, bytes }) => [number, bytes]))
  return records.map(({ files, ...record }) =>
    JSON.stringify(
      files === undefined
        ? record
        : {
            ...record,
            files: files.map((file) => ({ ...file, bytes: sizes.get(file.number) ?? null })),
          },
    ),
  )
}
