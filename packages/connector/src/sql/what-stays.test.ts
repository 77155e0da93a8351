import { isNotNull, sql, eq } from 'drizzle-orm'
import { boolean, foreignKey, integer, pgSchema, text } from 'drizzle-orm/pg-core'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { defineHolding, defineRecordType, field, text as string, type Holdings } from '../index.ts'
import type { ErasureLine } from '../index.ts'
import { contextOf, openPglite, type TestDatabase } from './fixture/database.ts'
import { defineSqlConnector, withRows, type RowsOf, type SqlDeclaration, type SqlHolding } from './index.ts'

const schema = pgSchema('stays')
const people = schema.table('people', {
  id: integer().primaryKey(),
  email: text(),
  inviterId: integer('inviter_id'),
  name: text(),
})
const orders = schema.table('orders', {
  id: integer().primaryKey(),
  personId: integer('person_id').references(() => people.id),
  tenant: integer(),
})
const lines = schema.table('lines', {
  id: integer().primaryKey(),
  orderId: integer('order_id').references(() => orders.id),
  note: text(),
  draft: boolean(),
})

const tables = `
  drop schema if exists stays cascade;
  create schema stays;
  create table stays.people (id integer primary key, email text, inviter_id integer, name text);
  create table stays.orders (id integer primary key, person_id integer, tenant integer);
  create table stays.lines (id integer primary key, order_id integer, note text, draft boolean);
  insert into stays.people values (1, 'ada@example.nl', null, 'Ada'), (2, 'bob@example.nl', 1, 'Bob');
  insert into stays.orders values (1, 1, 1), (2, 2, 1);
  insert into stays.lines values (1, 1, 'for Ada', true), (2, 2, 'for Bob', true);
`

const Note = defineRecordType({
  name: 'Note',
  category: 'account',
  description: 'A note.',
  fields: { note: field('account', string(), 'The note.') },
})
const note = defineHolding({
  type: Note,
  grain: 'record',
  role: 'controller',
  onErase: 'erase',
  purposes: [{ purpose: 'testing', basis: 'contract', fields: 'all', keep: 'until-asked' }],
})
type Declaration = SqlDeclaration<Readonly<Record<string, SqlHolding>>>
const reason = 'Nothing personal.'
const declaring = (holdings: Declaration['holdings'], more: Partial<Declaration> = {}) =>
  defineSqlConnector<Declaration['holdings']>({
    name: 'stays',
    processor: { name: 'Test', country: 'NL' },
    backupHorizon: 'P1D',
    gaps: [],
    matches: { person: { table: people, identifiers: { email: people.email } } },
    holdings,
    excluded: [people.inviterId, people.name, orders.tenant, lines.note, lines.draft].map((column) => ({
      column,
      reason,
    })),
    ...more,
  })
const holding = (rows: RowsOf<typeof note>): SqlHolding => withRows(note, rows)
const whole = holding({ table: people, fields: { note: people.email } })
const part = holding({ table: people, part: true, fields: { note: people.name } })
const placed = holding({ table: orders, owner: orders.personId, fields: {} })
const lined = holding({ table: lines, owner: [lines.orderId, orders.personId], fields: { note: lines.note } })

let database: TestDatabase
beforeAll(async () => {
  database = await openPglite()
})
afterAll(() => database.stop())
beforeEach(() => database.script(tables))

const ada = { match: 'person', key: '1' }
const erase = async (connector: ReturnType<typeof declaring>, ...lines: ErasureLine<Holdings>[]) =>
  (await connector.erase([{ locator: ada, lines }], contextOf(database)))[0]
const one = (name: string): ErasureLine<Holdings> => ({
  key: name,
  holding: name,
  action: 'erase',
  select: { refs: ['1'] },
})
const all = (name: string): ErasureLine<Holdings> => ({
  key: name,
  holding: name,
  action: 'erase',
  select: { all: true, ceiling: 10 },
})
const count = async (table: string) => (await database.behind(`select 1 from stays.${table}`)).length
const blocked = { status: 'failed', failure: { code: 'blocked' } }

describe('a row that the database keeps is not called gone', () => {
  const soft = `create function stays.soft() returns trigger language plpgsql as $$ begin return null; end $$;
    create trigger soft before delete on stays.people for each row execute function stays.soft();
    create trigger soft before delete on stays.lines for each row execute function stays.soft();`

  test('where a trigger swallows the deletion; its part is emptied by itself', async () => {
    await database.script(soft)
    const outcomes = await erase(declaring({ whole, part }), one('part'), one('whole'))
    expect(outcomes).toMatchObject([
      { status: 'done', count: 1 },
      { ...blocked, done: 0 },
    ])
    expect(await database.behind('select email, name from stays.people where id = 1')).toEqual([
      { email: 'ada@example.nl', name: null },
    ])
  })

  test('nor a row of a set', async () => {
    await database.script(soft)
    const set = { ...lined, grain: 'set' } as const
    expect(await erase(declaring({ set }), all('set'))).toMatchObject([{ ...blocked, done: 0 }])
  })
})

describe('what would go along is held back', () => {
  const invoices = `create table stays.invoices (id integer primary key,
    person_id integer references stays.people on delete cascade);`

  test('behind a circle of references that may go along', async () => {
    await database.script(`${invoices} insert into stays.invoices values (7, 2);
      alter table stays.people add foreign key (inviter_id) references stays.people on delete cascade`)
    const goesAlong = [{ column: people.inviterId, reason: 'Who was invited goes with who did.' }]
    const connector = declaring({ whole }, { goesAlong })
    expect(await erase(connector, one('whole'))).toMatchObject([blocked])
    expect([await count('people'), await count('invoices')]).toEqual([2, 1])
    await database.script('delete from stays.invoices')
    expect(await erase(connector, one('whole'))).toEqual([{ status: 'done', count: 1 }])
    expect(await count('people')).toBe(0)
  })

  test('where only a partition is referred to', async () => {
    await database.script(`drop table stays.people;
      create table stays.people (id integer primary key, email text, inviter_id integer, name text) partition by range (id);
      create table stays.some partition of stays.people for values from (0) to (10);
      insert into stays.people values (1, 'ada@example.nl', null, 'Ada');
      create table stays.invoices (id integer, person_id integer references stays.some on delete cascade);
      insert into stays.invoices values (7, 1)`)
    expect(await erase(declaring({ whole }), one('whole'))).toMatchObject([blocked])
    expect(await count('invoices')).toBe(1)
  })

  test('a row through which a kept one leads to its person', async () => {
    const connector = declaring({ placed, lined })
    expect(await erase(connector, one('placed'))).toMatchObject([blocked])
    expect(await count('orders')).toBe(2)
    expect(await erase(connector, one('placed'), one('lined'))).toEqual([
      { status: 'done', count: 1 },
      { status: 'done', count: 1 },
    ])
  })
})

test('all of what is decided one by one is refused', async () => {
  expect(await erase(declaring({ lined }), all('lined'))).toMatchObject([
    { status: 'failed', failure: { code: 'permanent' } },
  ])
  expect(await count('lines')).toBe(2)
})

describe('a declaration that would lose something is refused', () => {
  const kept = [
    { purpose: 'tax', basis: 'legal-obligation', fields: 'all', keep: { with: 'lined' } },
  ] as const satisfies SqlHolding['purposes']
  const composite = schema.table(
    'composite',
    { id: integer().primaryKey(), tenant: integer(), personId: integer('person_id') },
    (table) => [
      foreignKey({ columns: [table.tenant, table.personId], foreignColumns: [people.inviterId, people.id] }),
    ],
  )
  const never = eq(lines.draft, true)
  test.each<[string, () => unknown, RegExp]>([
    [
      'a part that outlives its row',
      () => declaring({ whole, lined, part: { ...part, purposes: kept } }),
      /holding "part": it is kept for "tax", and its row goes with "whole"; give that one a purpose with keep: \{ with: 'part' \}/,
    ],
    [
      'the wrong half of a reference',
      () => declaring({ wrong: holding({ table: composite, owner: composite.tenant, fields: {} }) }),
      /owner stays\.composite\.tenant refers to stays\.people, not to stays\.people\.id/,
    ],
    [
      'conditions of which either may hold',
      () =>
        declaring({
          lined: { ...lined, rows: { ...lined.rows, where: sql`(${never} OR ${isNotNull(lines.note)})` } },
          other: { ...lined, rows: { ...lined.rows, where: eq(lines.draft, false) } },
        }),
      /"lined" claims all rows of stays\.lines too/,
    ],
  ])('%s', (_, declare, message) => {
    expect(declare).toThrow(message)
  })
})
