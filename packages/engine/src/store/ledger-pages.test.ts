import { readFile } from 'node:fs/promises'
import { PGlite } from '@electric-sql/pglite'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openDatabase } from './database.ts'

const migration = new URL('./migrations/000012.sql', import.meta.url)
const request = '00000000-0000-4000-8000-000000000001'

const entries = [
  ['billing', 'invoices', 'kept', 2, '["billedTo"]', 'legal-obligation', 'AWR art. 52(4)', '2032-12-31'],
  ['website', 'pageViews', 'erased', 110, '["url"]', null, null, null],
] as const

let pglite: PGlite
beforeAll(async () => {
  pglite = await PGlite.create()
  await openDatabase({ pglite })
  // a store as it was before: a row for each entry
  await pglite.exec(`
    drop view rechtop.ledger;
    drop table rechtop.ledger_page;
    create table rechtop.ledger (
      id uuid primary key, request_id uuid not null references rechtop.request (id), system text not null,
      holding text not null, action text not null, count integer not null, fields jsonb not null,
      basis text, citation text, until date, recorded_at timestamptz not null)`)
  await pglite.exec(`
    insert into rechtop.request (id, right_exercised, phase, status, received_at, due_on, created_at, actor,
      subject_kinds, pseudonym, decisions, findings, attempts, rounds, priority, version)
    values ('${request}', 'erasure', 'end', 'verified', now(), '2030-01-01', now(), 'test', '[]', 'p', '{}', '[]', 0, 2, 0, 19)`)
  for (const [day, entry] of [...entries.map((one) => [1, one] as const), [2, entries[1]] as const]) {
    await pglite.query(
      `insert into rechtop.ledger
        values (gen_random_uuid(), '${request}', $1, $2, $3, $4, $5::text::jsonb, $6, $7, $8, '2026-01-0${day} 03:04:05.678Z')`,
      [...entry],
    )
  }
  await pglite.exec(await readFile(migration, 'utf8'))
})
afterAll(() => pglite.close())

test('what was written of each ending reads as it did before', async () => {
  const rows = async (day: number): Promise<unknown[]> => {
    const { rows: found } = await pglite.query<unknown[]>(
      `select system, holding, action, count, fields::text, basis, citation, until::text from rechtop.ledger
       where request_id = '${request}' and recorded_at = '2026-01-0${day} 03:04:05.678Z' order by system`,
      [],
      { rowMode: 'array' },
    )
    return found
  }
  expect(await rows(1)).toEqual(entries)
  expect(await rows(2)).toEqual([entries[1]])
})

test('each ending is a page, of which the number is below the version of the next', async () => {
  const { rows } = await pglite.query('select number from rechtop.ledger_page order by recorded_at')
  expect(rows).toEqual([{ number: 1 }, { number: 2 }])
})
