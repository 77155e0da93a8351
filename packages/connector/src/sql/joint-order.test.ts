import { integer, pgSchema, text } from 'drizzle-orm/pg-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { defineHolding, defineRecordType, field, text as string, type ErasureLine } from '../index.ts'
import { contextOf, openPglite, type TestDatabase } from './fixture/database.ts'
import { defineSqlConnector, withRows } from './index.ts'

const schema = pgSchema('joint')
const people = schema.table('people', { id: integer().primaryKey(), email: text() })
const cards = schema.table('cards', {
  id: integer().primaryKey(),
  personId: integer('person_id').references(() => people.id),
  first: text(),
  second: text(),
  third: text(),
})
const Note = defineRecordType({
  name: 'Note',
  category: 'account',
  description: 'A note.',
  fields: { note: field('account', string(), 'The note.') },
})
const note = {
  type: Note,
  grain: 'record',
  role: 'controller',
  onErase: 'erase',
  purposes: [{ purpose: 'testing', basis: 'contract', fields: 'all', keep: 'until-asked' }],
} as const
const onCard = { table: cards, owner: cards.personId, part: true } as const
/** Three columns of a card; the second waits for the first, and the third for nothing. */
const connector = defineSqlConnector({
  name: 'joint',
  processor: { name: 'Test', country: 'NL' },
  backupHorizon: 'P1D',
  gaps: [],
  matches: { person: { table: people, identifiers: { email: people.email } } },
  holdings: {
    first: withRows(defineHolding(note), { ...onCard, fields: { note: cards.first } }),
    second: withRows(defineHolding({ ...note, after: ['first'] }), {
      ...onCard,
      fields: { note: cards.second },
    }),
    third: withRows(defineHolding(note), { ...onCard, fields: { note: cards.third } }),
  },
})

type Name = keyof typeof connector.holdings

let database: TestDatabase
beforeAll(async () => {
  database = await openPglite()
  await database.script(`
    create schema joint;
    create table joint.people (id integer primary key, email text);
    create table joint.cards (id integer primary key, person_id integer, first text, second text, third text);
    insert into joint.people values (1, 'ada@example.nl'), (2, 'bob@example.nl');
    insert into joint.cards values (1, 1, 'a', 'b', 'c'), (2, 2, 'a', 'b', 'c')`)
})
afterAll(() => database.stop())

const line = (holding: Name, ref: string): ErasureLine<typeof connector.holdings> => {
  return { key: `${holding} ${ref}`, holding, action: 'erase', select: { refs: [ref] } }
}

test('a line that waits is not joined past another line of the holding that it waits for', async () => {
  const lines = [line('first', '1'), line('first', '2'), line('second', '1'), line('third', '1')]
  const order = { locator: { match: 'person', key: '1' }, lines }
  const done = { status: 'done', count: 1 }
  expect(await connector.erase([order], contextOf(database))).toEqual([
    [
      done,
      { status: 'stale', refs: ['2'] },
      { status: 'failed', failure: { code: 'blocked', by: 'first' }, done: 0 },
      done,
    ],
  ])
  const kept = await database.behind('select id, first, second, third from joint.cards order by id')
  expect(kept).toEqual([
    { id: 1, first: null, second: 'b', third: null },
    { id: 2, first: 'a', second: 'b', third: 'c' },
  ])
})
