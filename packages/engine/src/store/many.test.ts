import { PGlite } from '@electric-sql/pglite'
import { startPostgres } from '@rechtop/connector/testing'
import { sql } from 'drizzle-orm'
import { boolean, date, integer, jsonb, smallint, text, uuid } from 'drizzle-orm/pg-core'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { isAmong } from './among.ts'
import { openDatabase, type Database, type DatabaseConfig } from './database.ts'
import { insertMany, updateMany } from './many.ts'
import { moment, rechtop } from './schema.ts'

const things = rechtop.table('thing', {
  id: uuid('id').primaryKey(),
  version: integer('version').notNull(),
  text: text('some text'),
  json: jsonb('json_value'),
  at: moment('at'),
  on: date('on_day'),
  small: smallint('small'),
  flag: boolean('flag'),
})
type Thing = typeof things.$inferSelect

const create = sql`create table rechtop.thing (id uuid primary key, version integer not null, "some text" text,
  json_value jsonb, at timestamptz, on_day date, small smallint, flag boolean)`

/** PostgreSQL stores no null character, and UTF-8 no half of a pair. */
const anyText = fc
  .oneof(
    fc.string({ unit: 'binary' }),
    fc.constantFrom('null', 'NULL', '{}', '"', '\\', '', '\u0001\t\r\n', '👩‍👧 é'),
  )
  .map((value) => value.replaceAll('\0', '').toWellFormed())
const anyDate = fc.date({ min: new Date('1000-01-01'), max: new Date('9999-12-31'), noInvalidDate: true })
const orNull = <T>(values: fc.Arbitrary<T>): fc.Arbitrary<T | null> => fc.option(values, { freq: 3 })
/** Lists and objects: what reads rows back takes a text in JSON for JSON once more. */
const anyJson = fc.oneof(
  fc.array(orNull(anyText), { maxLength: 3 }),
  fc.dictionary(fc.constantFrom('name', 'two words', 'é'), orNull(anyText), { noNullPrototype: true }),
)
const filling = {
  text: orNull(anyText),
  json: orNull(anyJson),
  at: orNull(anyDate),
  on: orNull(anyDate.map((day) => day.toISOString().slice(0, 10))),
  small: orNull(fc.integer({ min: -32_768, max: 32_767 })),
  flag: orNull(fc.boolean()),
}
const anyThing: fc.Arbitrary<Thing> = fc.record({
  id: fc.uuid(),
  version: fc.integer({ min: 0, max: 2 ** 31 - 2 }),
  ...filling,
})

describe.each(['PGlite', 'PostgreSQL'])('%s', (kind) => {
  let database: Database
  let stop = (): Promise<void> => Promise.resolve()
  beforeAll(async () => {
    const config = await start()
    database = await openDatabase(config)
    await database.write((executor) => executor.execute(create))
  }, 60_000)
  afterAll(async () => {
    await database.close()
    await stop()
  })
  async function start(): Promise<DatabaseConfig> {
    if (kind === 'PGlite') {
      const pglite = await PGlite.create()
      stop = () => pglite.close()
      return { pglite }
    }
    const server = await startPostgres()
    stop = server.stop
    return { url: server.url }
  }

  const stored = (): Promise<Thing[]> =>
    database.read((executor) => executor.select().from(things).orderBy(things.id))
  const byId = (rows: readonly Thing[]): Thing[] => rows.toSorted((a, b) => (a.id < b.id ? -1 : 1))
  const anyThings = fc.uniqueArray(anyThing, { selector: ({ id }) => id, maxLength: 5 })

  test('what is inserted stands there, whatever it is', async () => {
    await fc.assert(
      fc.asyncProperty(anyThings, async (rows) => {
        await database.write(async (executor) => {
          await executor.delete(things)
          await insertMany(executor, things, rows)
        })
        expect(await stored()).toEqual(byId(rows))
      }),
      { numRuns: 60 },
    )
  })

  test('what is changed stands there, and only where the row is as it was', async () => {
    const changes = fc.array(fc.tuple(anyThing, fc.record(filling), fc.boolean()), {
      minLength: 1,
      maxLength: 5,
    })
    await fc.assert(
      fc.asyncProperty(changes, async (drawn) => {
        const unique = [...new Map(drawn.map((one) => [one[0].id, one])).values()]
        const updated = await database.write(async (executor) => {
          await executor.delete(things)
          await insertMany(
            executor,
            things,
            unique.map(([row]) => row),
          )
          return updateMany(
            executor,
            things,
            ['id', 'version'],
            unique.map(([{ id, version }, to, isFresh]) => ({
              of: { id, version: isFresh ? version : version + 1 },
              to,
            })),
          )
        })
        expect(updated).toEqual(new Set(unique.flatMap(([{ id }, , isFresh]) => (isFresh ? [id] : []))))
        expect(await stored()).toEqual(
          byId(unique.map(([row, to, isFresh]) => (isFresh ? { ...row, ...to } : row))),
        )
      }),
      { numRuns: 60 },
    )
  })

  test('more rows than one statement takes all go in, and a conflict goes as it is told', async () => {
    const rows = fc.sample(anyThing, { numRuns: 2_500, seed: 1 })
    const changed = rows.map((row) => ({ ...row, text: 'changed', version: 1 }))
    await database.write(async (executor) => {
      await executor.delete(things)
      await insertMany(executor, things, rows, sql`do nothing`)
      await insertMany(executor, things, changed, sql`(id) do update set "some text" = excluded."some text"`)
    })
    expect(await stored()).toEqual(byId(rows.map((row) => ({ ...row, text: 'changed' }))))
  })

  test('a row is found among values, whatever they are', async () => {
    await fc.assert(
      fc.asyncProperty(anyThings, fc.array(anyText), async (rows, others) => {
        const wanted = rows.flatMap(({ text }, index) => (text === null || index === 0 ? [] : [text]))
        const found = await database.write(async (executor) => {
          await executor.delete(things)
          await insertMany(executor, things, rows)
          const ids = rows.slice(1).map(({ id }) => id)
          return {
            byText: await executor
              .select()
              .from(things)
              .where(isAmong(things.text, [...wanted, ...others])),
            byId: await executor.select().from(things).where(isAmong(things.id, ids)),
          }
        })
        const texts = new Set([...wanted, ...others])
        expect(byId(found.byText)).toEqual(byId(rows.filter(({ text }) => text !== null && texts.has(text))))
        expect(byId(found.byId)).toEqual(byId(rows.slice(1)))
      }),
      { numRuns: 40 },
    )
  })

  test('rows that change other columns than the first are refused', async () => {
    const id = '00000000-0000-4000-8000-000000000000'
    const changes = [
      { of: { id }, to: { text: 'x' } },
      { of: { id }, to: { flag: true } },
    ]
    const update = database.write((executor) => updateMany(executor, things, ['id'], changes))
    await expect(update).rejects.toThrow('all rows must change the same columns')
  })
})
