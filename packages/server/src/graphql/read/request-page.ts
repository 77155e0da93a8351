import { pageInfoOf } from './page-info.ts'
import type { Engine, RequestRight, RequestStatus } from '@rechtop/engine'
import { Refusal } from '../refusal.ts'
import { decodeGlobalId, encodeGlobalId } from '../relay-options.ts'
import { pageSizeOf, type PageArguments } from './record-page.ts'

export type RequestPageArguments = PageArguments & {
  readonly filter?:
    | {
        readonly status?: readonly RequestStatus[] | null | undefined
        readonly right?: readonly RequestRight[] | null | undefined
        readonly batch?: string | null | undefined
      }
    | null
    | undefined
}

/** A page of requests, newest first. A request’s cursor is its id, which the engine takes as the place after it. */
export async function readRequestPage(engine: Engine, { filter, ...page }: RequestPageArguments) {
  const after = page.after === null || page.after === undefined ? null : placeOf(page.after)
  const { items, nextCursor, total } = await engine.requests.list({
    first: pageSizeOf(page),
    ...(after !== null && { after }),
    ...(filter?.status && { status: filter.status }),
    ...(filter?.right && { right: filter.right }),
    // what is no id of a batch is that of none
    ...(filter?.batch && { batch: decodeGlobalId(filter.batch, 'Batch') ?? 'none' }),
  })
  const edges = items.map((node) => ({ cursor: encodeGlobalId('Request', node.id), node }))
  return {
    edges,
    pageInfo: pageInfoOf(edges, after, nextCursor),
    total,
  }
}

function placeOf(cursor: string): string {
  const id = decodeGlobalId(cursor, 'Request')
  if (id !== null) return id
  const message = '“after” is no cursor of this list: begin again without it.'
  throw new Refusal('BAD_USER_INPUT', message, { field: 'after' })
}
