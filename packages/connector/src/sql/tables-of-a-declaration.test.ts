import { and, eq, isNotNull, isNull, ne, sql } from 'drizzle-orm'
import { integer, jsonb, pgTable, primaryKey, text, timestamp, varchar } from 'drizzle-orm/pg-core'
import { describe, expect, test } from 'vitest'
import { defineHolding, defineRecordType, field, text as string } from '../index.ts'
import { depotDeclaration, depotHoldings } from './fixture/depot.ts'
import {
  defineSqlConnector,
  inJson,
  pick,
  withRows,
  type RowsOf,
  type SqlDeclaration,
  type SqlHolding,
} from './index.ts'

const people = pgTable('people', {
  id: integer().primaryKey(),
  email: text(),
  note: text(),
  kind: text(),
  settings: jsonb(),
  bossId: integer('boss_id'),
})
const notes = pgTable('notes', {
  id: integer().primaryKey(),
  personId: integer('person_id'),
  // refers to a person, and the database was never told
  teamId: integer('team_id'),
  note: text(),
})
const teams = pgTable('teams', { code: varchar({ length: 9 }), personId: integer('person_id') })
const keyless = pgTable('keyless', { personId: integer('person_id'), note: text() })
const paired = pgTable('paired', { one: integer(), two: integer() }, (table) => [
  primaryKey({ columns: [table.one, table.two] }),
])

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
type NoteRows = RowsOf<typeof note>
const reason = 'Nothing personal.'
const excluded = [people.kind, people.settings, people.bossId, people.note, notes.teamId, notes.note].map(
  (column) => ({
    column,
    reason,
  }),
)
const declaring = (holdings: Declaration['holdings'], more: Partial<Declaration> = {}): Declaration => ({
  name: 'test',
  processor: { name: 'Test', country: 'NL' },
  backupHorizon: 'P1D',
  gaps: [],
  matches: { person: { table: people, identifiers: { email: people.email } } },
  holdings,
  excluded,
  ...more,
})
const whole: NoteRows = { table: people, fields: { note: people.note } }
const wherever = (rows: Partial<NoteRows>): SqlHolding => withRows(note, { ...whole, ...rows })
const two = (one: Partial<NoteRows>, other: Partial<NoteRows>): Declaration =>
  declaring({ one: wherever(one), other: wherever(other) })
/** As a program without a compiler would write it. */
const untyped = (rows: object): Declaration =>
  declaring({ wrong: withRows(note, { ...whole, ...rows } as never) })
const notesOf = (rows: Partial<NoteRows>): Declaration =>
  declaring({ notes: withRows(note, { table: notes, fields: { note: notes.note }, ...rows }) })

describe('what the tables do not say, a person is asked to', () => {
  test.each<[string, Declaration, RegExp]>([
    [
      'a table without a key',
      declaring({
        keyless: withRows(note, { table: keyless, owner: keyless.personId, fields: { note: keyless.note } }),
      }),
      /holding "keyless": keyless has no primary key; name as "key" the column, or the columns/,
    ],
    [
      'people with a key of several columns',
      declaring({}, { matches: { pair: { table: paired, identifiers: { customerNumber: paired.one } } } }),
      /match "pair": paired has a key of several columns; name the one that tells people apart/,
    ],
    ['no owner', notesOf({}), /holding "notes": name as "owner" the column of notes that refers to people/],
    [
      'a path over columns that refer to nothing',
      notesOf({ owner: [notes.teamId, teams.personId] }),
      /notes\.team_id does not say which column of teams it refers to; give it a reference/,
    ],
    ['a path in a circle', notesOf({ owner: [notes.personId, notes.teamId] }), /goes through notes twice/],
    [
      'which match it is, of two',
      declaring(
        { one: wherever({}) },
        {
          matches: {
            person: { table: people, identifiers: { email: people.email } },
            boss: { table: people, identifiers: { email: people.email } },
          },
        },
      ),
      /say which "match" its rows belong to: person or boss/,
    ],
    [
      'a column that is not there',
      untyped({ owner: undefined }),
      /holding "wrong": "owner" is no column; look whether/,
    ],
    ['a key that is not there', untyped({ key: [undefined] }), /"key" is no column/],
    ['a field from nowhere', untyped({ fields: { note: undefined } }), /the column of "note" is undefined/],
    [
      'an identifier from nowhere',
      declaring({}, { matches: { person: { table: people, identifiers: { email: undefined } } as never } }),
      /match "person": the column of "email" is undefined; name one, or leave it out/,
    ],
    [
      'a path in a column that is no document',
      untyped({ fields: { note: inJson(people.note, 'a') } }),
      /people\.note is no JSON column; map "note" to the column itself/,
    ],
    [
      'rows of a set that name others',
      declaring({ set: withRows({ ...note, grain: 'set' }, { ...whole, sharedWhen: sql<boolean>`true` }) }),
      /write grain: 'record' for shared rows/,
    ],
    [
      'the rest of a document',
      declaring({ one: wherever({ fields: { note: inJson(people.settings, 'note') } }) }, { excluded: [] }),
      /nothing is said of people\.note, people\.kind, people\.settings, people\.boss_id/,
    ],
    [
      'a circle in "after"',
      declaring({
        one: { ...wherever({ where: eq(people.kind, 'a') }), after: ['other'] },
        other: { ...wherever({ where: eq(people.kind, 'b') }), after: ['one'] },
      }),
      /"after" goes in a circle: one → other → one; remove one of them/,
    ],
  ])('%s', (_, wrong, message) => {
    expect(() => defineSqlConnector(wrong)).toThrow(message)
  })
})

const orders = pgTable('orders', {
  id: integer().primaryKey(),
  sellerId: integer('seller_id').references(() => sellers.id),
  buyerId: integer('buyer_id').references(() => people.id),
  loose: integer(),
  note: text(),
  madeAt: timestamp('made_at', { mode: 'string' }).notNull(),
})
const sellers = pgTable('sellers', {
  id: integer().primaryKey(),
  personId: integer('person_id').references(() => people.id),
})
const Order = defineRecordType({
  name: 'Order',
  category: 'account',
  description: 'An order.',
  fields: { note: field('account', string(), 'A note.'), madeAt: field('account', string(), 'When.') },
})
const order = defineHolding({ ...note, type: Order })
type Purposes = typeof order.purposes
const ordersOf = (
  rows: Partial<RowsOf<typeof order>>,
  more: Partial<Declaration> = {},
  purposes: Purposes = order.purposes,
) =>
  declaring(
    {
      orders: withRows(
        { ...order, purposes },
        { table: orders, owner: orders.buyerId, fields: pick(orders, 'note', 'madeAt'), ...rows },
      ),
    },
    {
      excluded: [
        ...excluded,
        ...[orders.sellerId, orders.buyerId, orders.loose].map((column) => ({ column, reason })),
      ],
      ...more,
    },
  )

describe('whose rows they are', () => {
  test.each<[string, Declaration, RegExp]>([
    [
      'a column that refers to somebody else',
      ordersOf({ owner: orders.sellerId }),
      /owner orders\.seller_id refers to sellers, not to people\.id; name the column that refers to the person, or go on from there: \[orders\.seller_id, …\]/,
    ],
    [
      'the key of the rows themselves',
      ordersOf({ owner: orders.id }),
      /owner orders\.id is the key of its own table/,
    ],
    [
      'an address of somebody else',
      ordersOf(
        {},
        {
          matches: {
            person: {
              table: people,
              identifiers: { email: { column: orders.note, owner: orders.sellerId } },
            },
          },
        },
      ),
      /match "person", identifier email: owner orders\.seller_id refers to sellers/,
    ],
  ])('is not %s', (_, wrong, message) => {
    expect(() => defineSqlConnector(wrong)).toThrow(message)
  })

  test.each<[string, Declaration]>([
    ['the column that refers to them', ordersOf({})],
    ['a path to them', ordersOf({ owner: [orders.sellerId, sellers.personId] })],
    ['a column of which the tables say nothing', ordersOf({ owner: orders.loose })],
  ])('is said by %s', (_, declaration) => {
    expect(() => defineSqlConnector(declaration)).not.toThrow()
  })
})

describe('what would be noticed in the middle of an erasure is refused before', () => {
  const bookkeeping = { purpose: 'bookkeeping', basis: 'legal-obligation', keep: { with: 'orders' } } as const
  const serving = { purpose: 'serving', basis: 'contract', fields: 'all', keep: 'until-asked' } as const
  const never = new RegExp(
    'orders\\.made_at \\(timestamp\\) cannot be; let that purpose cover it, make it nullable',
  )
  test.each<[string, Declaration, RegExp]>([
    [
      'a field that outlives its purpose',
      ordersOf({}, {}, [serving, { ...bookkeeping, fields: ['note'] }]),
      never,
    ],
    ['a field of a shared row', ordersOf({ sharedWhen: sql<boolean>`true` }), never],
    [
      'a term from a time without a zone',
      ordersOf({}, {}, [
        { ...bookkeeping, fields: 'all', keep: { period: 'P1Y', from: 'madeAt', citation: 'c' } },
      ]),
      /orders\.made_at has no time zone, and a term is counted from it; write zonelessTimes: 'UTC'/,
    ],
    [
      'no reason',
      ordersOf({}, { excluded: [{ column: orders.loose, reason: ' ' }] }),
      /say the reason why orders\.loose is left/,
    ],
    [
      'no column',
      ordersOf({}, { goesAlong: [{ column: undefined, reason }] as never }),
      /a column in "goesAlong" is no column/,
    ],
  ])('%s', (_, wrong, message) => {
    expect(() => defineSqlConnector(wrong)).toThrow(message)
  })

  test('a purpose that ends when asked outlives nothing, and a zone can be said', () => {
    const term = {
      ...bookkeeping,
      fields: 'all',
      keep: { period: 'P1Y', from: 'madeAt', citation: 'c' },
    } as const
    const asked = { ...serving, fields: ['note'] } as const
    expect(() => defineSqlConnector(ordersOf({}, { zonelessTimes: 'UTC' }, [term, asked]))).not.toThrow()
  })
})

describe('two holdings on one table', () => {
  const kind = people.kind
  test.each<[string, Declaration]>([
    ['different values', two({ where: eq(kind, 'a') }, { where: eq(kind, 'b') })],
    ['a value and its opposite', two({ where: eq(kind, 'a') }, { where: ne(kind, 'a') })],
    ['empty and not empty', two({ where: isNull(kind) }, { where: isNotNull(kind) })],
    ['empty and a value', two({ where: isNull(kind) }, { where: eq(kind, 'a') })],
    [
      'one of several conditions',
      two(
        { where: and(eq(people.bossId, 1), eq(kind, 'a')) ?? sql`false` },
        { where: and(isNotNull(people.note), ne(kind, 'a')) ?? sql`false` },
      ),
    ],
    ['an owner is not empty', two({ owner: people.bossId }, { where: isNull(people.bossId) })],
    ['columns of their own', two({ part: true }, { fields: {} })],
    ['two people of whom either may have it erased', two({ owner: people.bossId }, {})],
  ])('exclude each other by %s', (_, declaration) => {
    expect(() => defineSqlConnector(declaration)).not.toThrow()
  })

  test.each<[string, Declaration]>([
    ['no condition', two({}, {})],
    ['a condition of one only', two({ where: eq(kind, 'a') }, {})],
    ['the same value', two({ where: eq(kind, 'a') }, { where: eq(kind, 'a') })],
    ['different columns', two({ where: eq(kind, 'a') }, { where: eq(people.note, 'b') })],
    ['an expression', two({ where: sql`${kind} = 'a'` }, { where: sql`${kind} = 'b'` })],
    [
      'either of two values',
      two({ where: sql`${eq(kind, 'a')} or ${eq(kind, 'b')}` }, { where: eq(kind, 'c') }),
    ],
    ['a part that both have', two({ part: true }, { where: eq(kind, 'a') })],
  ])('are refused with %s', (_, declaration) => {
    expect(() => defineSqlConnector(declaration)).toThrow(
      /holding "other": "one" claims (all rows of people|people\.note) too/,
    )
  })
})

test('what the declaration says of the order stands before what the tables say', () => {
  const { holdings } = defineSqlConnector(depotDeclaration())
  expect(holdings.orderLines.after).toEqual([])
  expect(holdings.sent.after).toEqual([])
  const { sent, orders: placed, ...others } = depotHoldings
  const declared = { ...others, sent, orders: { ...placed, after: ['sent'] } }
  const ordered = defineSqlConnector({ ...depotDeclaration(), holdings: declared }).holdings
  expect(ordered.orders.after).toEqual(['sent', 'orderLines'])
})
