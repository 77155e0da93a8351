import type { LocatedSubject } from '@rechtop/engine'
import type { StoredRecord } from '../backing.ts'
import type { HoldingPlace } from '../catalogue.ts'
import type { Context } from '../context.ts'
import { findSources, readSources } from './sources.ts'

/** All records of these holdings. Null, and not an empty list, when nothing was found but not all could be read. */
export async function readRecordList(
  context: Context,
  subject: LocatedSubject,
  places: readonly HoldingPlace[],
): Promise<StoredRecord[] | null> {
  const { sources, isWhole } = findSources(context, subject, places)
  const read = await readSources(
    context,
    subject,
    sources.map((source) => ({ source, page: {} })),
  )
  if (read.found.length === 0 && !(isWhole && read.isWhole)) return null
  return read.found.map(({ record }) => record)
}
