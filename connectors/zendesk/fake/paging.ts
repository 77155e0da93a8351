import { ok, type Answer, type Call } from './answer.ts'
import { elapsed, type World } from './world.ts'

type Row = { readonly id: number }

/**
 * A list in the dialect that the query asks for: `page[size]` gives a cursor, else offsets. Like the real service, a
 * full page says that there is more, so that the last page can be empty and without cursors.
 */
export function list(
  world: World,
  call: Call,
  key: string,
  rows: readonly Row[],
  extra: object = {},
): Answer {
  return call.query.has('page[size]')
    ? byCursor(world, call, key, rows, extra)
    : byOffset(call, key, rows, extra)
}

/** `lifeMs`: how long a cursor is good for. */
export function byCursor(
  { now }: Pick<World, 'now'>,
  call: Call,
  key: string,
  rows: readonly Row[],
  extra: object = {},
  { most = 100, lifeMs = Infinity } = {},
): Answer {
  const size = Math.min(Number(call.query.get('page[size]')) || 100, most)
  const after = call.query.get('page[after]')
  const [at = '-1', since = ''] = after === null ? [] : Buffer.from(after, 'base64url').toString().split(' ')
  if (since !== '' && elapsed(since, now()) > lifeMs) {
    return { status: 400, body: { error: 'InvalidCursor', description: 'The cursor has ended' } }
  }
  const page = rows
    .toSorted((a, b) => a.id - b.id)
    .filter((row) => row.id > Number(at))
    .slice(0, size)
  const end = page.at(-1)
  const begun = since === '' ? now().toISOString() : since
  const place = lifeMs === Infinity ? `${end?.id}` : `${end?.id} ${begun}`
  const cursor = end === undefined ? null : Buffer.from(place).toString('base64url')
  return ok({
    [key]: page,
    ...extra,
    meta: { has_more: page.length === size, after_cursor: cursor, before_cursor: after },
    // a trap: whoever follows links instead of cursors leaves the host
    links: {
      prev: null,
      next: cursor === null ? null : `https://elsewhere.example/${key}?page[after]=${cursor}`,
    },
  })
}

export function byOffset(call: Call, key: string, rows: readonly object[], extra: object = {}): Answer {
  const perPage = Math.min(Number(call.query.get('per_page')) || 100, 100)
  const page = Number(call.query.get('page')) || 1
  if (page * perPage > 10_000) {
    return {
      status: 400,
      body: { errors: [{ code: 'InvalidPaginationDepth', title: 'Too deep', detail: '' }] },
    }
  }
  const link = (to: number): string => `${call.origin}${call.path}?page=${to}&per_page=${perPage}`
  return ok({
    [key]: rows.slice((page - 1) * perPage, page * perPage),
    ...extra,
    count: rows.length,
    next_page: page * perPage < rows.length ? link(page + 1) : null,
    previous_page: page > 1 ? link(page - 1) : null,
  })
}
