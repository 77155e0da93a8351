import { PGlite } from '@electric-sql/pglite'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openDatabase, type Database } from './database.ts'
import { migrate } from './migrate.ts'
import { StoreError } from './store-error.ts'

let pglite: PGlite
let database: Database
beforeAll(async () => {
  pglite = await PGlite.create()
  database = await openDatabase({ pglite })
})
afterAll(() => pglite.close())

// which of them PostgreSQL says hangs on how far the other one is: its schema, its table, or the type of its rows
test.each(['23505', '42P06', '42P07', '42710'])(
  'a process that is told %s, because another makes the same at this moment, goes on',
  async (code) => {
    let told = 0
    const beside: Database = {
      ...database,
      read: (work) => (told++ === 0 ? Promise.reject(new StoreError(code)) : database.read(work)),
    }
    await migrate(beside)
    expect(told).toBe(4)
  },
)

test('any other refusal ends it', async () => {
  const refusing: Database = { ...database, read: () => Promise.reject(new StoreError('42501')) }
  await expect(migrate(refusing)).rejects.toThrow('42501')
})
