import { ok, type Answer, type Call } from './answer.ts'
import type { World } from './world.ts'

type Row = { readonly id: number; readonly updated_at: string }

/**
 * An incremental export: what was changed, deleted things too, by the time of their change. The last minute is left out
 * (developer site, Using the Incremental Export API).
 */
export function changedSince<R extends Row>(
  world: World,
  call: Call,
  key: string,
  rows: readonly R[],
  shown: (row: R) => object,
): Answer {
  const cursor = call.query.get('cursor')
  const [start = '', last = '0'] =
    cursor === null
      ? [call.query.get('start_time') ?? '']
      : Buffer.from(cursor, 'base64url').toString().split(' ')
  const end = Math.floor(world.now().getTime() / 1000) - 60
  if (cursor === null && !(Number(start) <= end))
    return { status: 422, body: { error: 'InvalidValue', description: 'Too recent start_time' } }
  const size = Math.min(Number(call.query.get('per_page')) || 1000, 1000)
  const secondsOf = ({ updated_at }: Row): number => Math.floor(Date.parse(updated_at) / 1000)
  const isLater = (row: Row): boolean =>
    secondsOf(row) > Number(start) || (secondsOf(row) === Number(start) && row.id > Number(last))
  const shownRows = rows.filter((row) => isLater(row) && secondsOf(row) < end)
  const found = shownRows.toSorted((a, b) => secondsOf(a) - secondsOf(b) || a.id - b.id)
  const page = found.slice(0, size)
  const latest = page.at(-1)
  const place = latest === undefined ? `${start} ${last}` : `${secondsOf(latest)} ${latest.id}`
  return ok({
    [key]: page.map(shown),
    after_cursor: Buffer.from(place).toString('base64url'),
    after_url: 'https://elsewhere.example/incremental',
    before_cursor: null,
    before_url: null,
    end_of_stream: page.length === found.length,
  })
}
