import { readFile } from 'node:fs/promises'
import { PGlite } from '@electric-sql/pglite'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { orderOf } from '../run/order.ts'
import { openDatabase } from './database.ts'
import { createSeal } from './seal.ts'

const seal = createSeal('a secret of more than thirty-two bytes, for tests')
const migration = new URL('./migrations/000011.sql', import.meta.url)
const [request, run, empty] = [1, 2, 3].map((number) => `00000000-0000-4000-8000-00000000000${number}`)
const [first, second] = [8, 9].map((number) => `00000000-0000-4000-8000-00000000000${number}`)

let pglite: PGlite
beforeAll(async () => {
  pglite = await PGlite.create()
  await openDatabase({ pglite })
  // a store as it was before: the lines of a run in rows of their own
  await pglite.exec(`
    alter table rechtop.run drop column lines, drop column order_sealed;
    create table rechtop.run_line (
      id uuid primary key, run_id uuid not null references rechtop.run (id), place integer not null, line_sealed text,
      status text not null, planned integer not null, done integer not null, holding text not null,
      token_sealed text, check_after timestamptz, failure jsonb, why text)`)
  await pglite.exec(`
    insert into rechtop.request (id, right_exercised, phase, status, received_at, due_on, created_at, actor,
      subject_kinds, pseudonym, decisions, findings, attempts, rounds, priority, version)
    values ('${request}', 'erasure', 'run', 'running', now(), '2030-01-01', now(), 'test', '[]', 'p', '{}', '[]', 0, 1, 0, 1);
    insert into rechtop.run (id, request_id, system, round, status, attempts, failed_attempts, erased, kept, version)
    select id::uuid, '${request}', 'vault', 1, 'waiting', 1, 0, 0, 0, 1 from unnest('{${run},${empty}}'::text[]) id`)
  const sealed = ['b', 'a'].map((ref) => seal.seal({ locator: { ref }, line: { refs: [ref] } }))
  await pglite.query(
    `insert into rechtop.run_line values
      ('${second}', '${run}', 1, $1, 'open', 2, 1, 'notes', $3, '2026-01-02T03:04:05.678Z', '{"code":"auth"}', 'why'),
      ('${first}', '${run}', 0, $2, 'done', 1, 1, 'footprints', null, null, null, null)`,
    [...sealed, 'token'],
  )
  await pglite.exec(await readFile(migration, 'utf8'))
})
afterAll(() => pglite.close())

test('the lines of a run that is under way are carried over in their places, with what was sealed of each', async () => {
  type Row = { readonly id: string; readonly lines: unknown; readonly order_sealed: string | null }
  const { rows } = await pglite.query<Row>('select id, lines, order_sealed from rechtop.run order by id')
  const nothing = { checkAfter: null, failure: null, why: null, tokenSealed: null }
  expect(rows).toMatchObject([
    {
      id: run,
      lines: [
        { id: first, holding: 'footprints', status: 'done', planned: 1, done: 1, ...nothing },
        {
          id: second,
          holding: 'notes',
          status: 'open',
          planned: 2,
          done: 1,
          checkAfter: '2026-01-02T03:04:05.678Z',
          failure: { code: 'auth' },
          why: 'why',
          tokenSealed: 'token',
        },
      ],
    },
    { id: empty, lines: [], order_sealed: null },
  ])
  const order = orderOf({ orderSealed: rows[0]?.order_sealed ?? null }, seal)
  expect(order.map(({ locator }) => locator)).toEqual([{ ref: 'a' }, { ref: 'b' }])
})
