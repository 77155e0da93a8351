import type { LocatedSubject } from '@rechtop/engine'
import { z } from 'zod'
import type { StoredRecord } from '../backing.ts'
import type { HoldingPlace } from '../catalogue.ts'
import type { Context } from '../context.ts'
import { isPlainText } from '../input/text.ts'
import { Refusal } from '../refusal.ts'
import { findSources, readSources, type ReadRecord, type Source } from './sources.ts'

export const defaultPageSize = 50
export const largestPage = 500

export type PageArguments = {
  readonly first?: number | null | undefined
  readonly after?: string | null | undefined
}

/** What a connection resolves to. */
export type RecordPage = {
  readonly edges: { readonly cursor: string; readonly node: StoredRecord }[]
  readonly pageInfo: {
    readonly hasNextPage: boolean
    readonly hasPreviousPage: boolean
    readonly startCursor: string | null
    readonly endCursor: string | null
  }
}

/** How many items a page may have. */
export function pageSizeOf({ first }: PageArguments): number {
  const size = first ?? defaultPageSize
  if (size >= 1 && size <= largestPage) return size
  throw new Refusal('BAD_USER_INPUT', `“first” must be from 1 to ${largestPage}.`, { field: 'first' })
}

/**
 * A page of these holdings: one source after the other, each in its own order. Every source is asked at once for as
 * much as the page could need, so that a page costs one call per system however sparse the sources are.
 */
export async function readRecordPage(
  context: Context,
  subject: LocatedSubject,
  places: readonly HoldingPlace[],
  page: PageArguments,
): Promise<RecordPage | null> {
  const size = pageSizeOf(page)
  const { sources, isWhole } = findSources(context, subject, places)
  const from = startOf(sources, page.after ?? null)
  const read = await readSources(
    context,
    subject,
    sources.slice(from.index).map((source, index) => ({
      source,
      page: { first: size + 1, ...(index === 0 && from.cursor !== null && { after: from.cursor }) },
    })),
  )
  if (read.found.length === 0 && !(isWhole && read.isWhole)) return null
  const edges = read.found.slice(0, size).map((found) => ({ cursor: cursorOf(found), node: found.record }))
  return {
    edges,
    pageInfo: {
      hasNextPage: read.found.length > size,
      hasPreviousPage: page.after !== null && page.after !== undefined,
      startCursor: edges[0]?.cursor ?? null,
      endCursor: edges.at(-1)?.cursor ?? null,
    },
  }
}

const Part = z.string().refine(isPlainText)
const Cursor = z.tuple([Part, Part, Part])

function cursorOf({ source, cursor }: ReadRecord): string {
  return Buffer.from(JSON.stringify([source.match.id, source.name, cursor])).toString('base64url')
}

/** The source to go on from, and where in it. */
function startOf(
  sources: readonly Source[],
  after: string | null,
): { readonly index: number; readonly cursor: string | null } {
  if (after === null) return { index: 0, cursor: null }
  const [match, holding, cursor] = decode(after)
  const index = sources.findIndex((source) => source.match.id === match && source.name === holding)
  if (index < 0 || cursor === undefined) throw noCursor()
  return { index, cursor }
}

function decode(after: string): readonly string[] {
  try {
    return Cursor.parse(JSON.parse(Buffer.from(after, 'base64url').toString()))
  } catch {
    throw noCursor()
  }
}

function noCursor(): Refusal {
  return new Refusal('BAD_USER_INPUT', '“after” is no cursor of this list: begin again without it.', {
    field: 'after',
  })
}
