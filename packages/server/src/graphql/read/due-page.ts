import { pageInfoOf } from './page-info.ts'
import type { DueSubject, Engine } from '@rechtop/engine'
import type { Failure } from '@rechtop/connector'
import { pageSizeOf, type PageArguments } from './record-page.ts'

export type DueEdges = {
  readonly edges: { readonly cursor: string; readonly node: DueSubject }[]
  readonly pageInfo: {
    readonly hasNextPage: boolean
    readonly hasPreviousPage: boolean
    readonly startCursor: string | null
    readonly endCursor: string | null
  }
  readonly failure: Failure | null
}

/** A page of those whom a criterion names; null when there is no such one. */
export async function readDuePage(
  engine: Engine,
  criterion: string,
  page: PageArguments,
  signal: AbortSignal,
): Promise<DueEdges | null> {
  const after = page.after ?? null
  const ask = { first: pageSizeOf(page), ...(after !== null && { after }) }
  const found = await engine.due(criterion, ask, signal)
  if (found === null) return null
  const { items, nextCursor, failure } = found
  const edges = items.map((node) => ({ cursor: node.cursor, node }))
  return {
    edges,
    pageInfo: pageInfoOf(edges, after, nextCursor),
    failure,
  }
}

/** A connection’s own fields get no more than its edges by type: these pages are made here alone. */
export const isDuePage = (page: object): page is DueEdges => 'failure' in page
