import { ok, type Answer, type Call } from './answer.ts'

type Row = { readonly id: number; readonly updated_at: string }

/** An incremental export: records straight after they were changed, deleted ones too, by the time of their change. */
export function changedSince<R extends Row>(
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
  const size = Math.min(Number(call.query.get('per_page')) || 1000, 1000)
  const secondsOf = ({ updated_at }: Row): number => Math.floor(Date.parse(updated_at) / 1000)
  const isLater = (row: Row): boolean =>
    secondsOf(row) > Number(start) || (secondsOf(row) === Number(start) && row.id > Number(last))
  const found = rows.filter(isLater).toSorted((a, b) => secondsOf(a) - secondsOf(b) || a.id - b.id)
  const page = found.slice(0, size)
  const end = page.at(-1)
  const place = end === undefined ? `${start} ${last}` : `${secondsOf(end)} ${end.id}`
  return ok({
    [key]: page.map(shown),
    after_cursor: Buffer.from(place).toString('base64url'),
    after_url: 'https://elsewhere.example/incremental',
    before_cursor: null,
    before_url: null,
    end_of_stream: page.length === found.length,
  })
}
