import { boolean, date, integer, jsonb, pgTable, text, timestamp } from 'drizzle-orm/pg-core'
import { describe, expect, test } from 'vitest'
import { defineHolding, defineRecordType, field, text as string } from '../index.ts'
import { defineSqlConnector, withRows, type RowsOf, type SqlDeclaration } from './index.ts'

const people = pgTable('people', {
  id: integer().primaryKey(),
  email: text(),
  status: text({ enum: ['on', 'off'] }),
  news: boolean(),
  stoppedAt: timestamp('stopped_at', { withTimezone: true }),
  stoppedOn: date('stopped_on'),
  madeAt: timestamp('made_at').notNull(),
})
const others = pgTable('others', { id: integer().primaryKey(), email: text(), at: timestamp() })
const list = pgTable('list', {
  email: text().primaryKey(),
  phone: text(),
  account: integer(),
  document: jsonb(),
})
const Person = defineRecordType({
  name: 'Person',
  category: 'email',
  description: 'A person.',
  fields: { email: field('email', string('email'), 'The address.') },
})
const person = defineHolding({
  type: Person,
  grain: 'record',
  role: 'controller',
  onErase: 'erase',
  purposes: [{ purpose: 'news', basis: 'consent', fields: 'all', keep: 'until-asked' }],
})
type Rows = RowsOf<typeof person>
type Declaration = SqlDeclaration<{ people: typeof person & { rows: Rows } }>
const excluded = Object.values({
  status: people.status,
  news: people.news,
  stoppedAt: people.stoppedAt,
  stoppedOn: people.stoppedOn,
  madeAt: people.madeAt,
}).map((column) => ({ column, reason: 'none' }))

const declaring = (
  rows: Partial<Rows>,
  match: Partial<Declaration['matches'][string]> = {},
  suppression?: Declaration['suppression'],
): Declaration => ({
  name: 'test',
  processor: { name: 'Test', country: 'NL' },
  backupHorizon: 'P1D',
  gaps: [],
  matches: { person: { table: people, identifiers: { email: people.email }, ...match } },
  holdings: { people: withRows(person, { table: people, fields: { email: people.email }, ...rows }) },
  excluded,
  ...(suppression !== undefined && { suppression }),
})
const withdrawing = (more: Partial<NonNullable<Rows['withdrawal']>>, rows: Partial<Rows> = {}): Declaration =>
  declaring({ ...rows, withdrawal: { purpose: 'news', at: people.stoppedAt, ...more } })

describe('a mark that cannot be written says where and how to mend it', () => {
  test.each<[string, Declaration, RegExp]>([
    [
      'a restriction in a text',
      declaring({}, { restricted: people.status }),
      /match "person": restricted people\.status is text; use a boolean, or a timestamp/,
    ],
    [
      'a restriction in a time that cannot be null',
      declaring({}, { restricted: people.madeAt }),
      /restricted people\.made_at is timestamp, not null; use a boolean/,
    ],
    [
      'a restriction in another table',
      declaring({}, { restricted: others.at }),
      /others\.at is no column of people/,
    ],
    [
      'a withdrawal whose time cannot be null',
      withdrawing({ at: people.madeAt }),
      /holding "people": withdrawal "at" people\.made_at is timestamp, not null; use a timestamp or date that can/,
    ],
    [
      'a withdrawal whose time is a text',
      withdrawing({ at: people.status }),
      /people\.status is text; use a/,
    ],
    ['a withdrawal in another table', withdrawing({ at: others.at }), /others\.at is no column of people/],
    [
      'a withdrawal of another purpose',
      withdrawing({ purpose: 'offers' }),
      /"offers" is no purpose of it that rests on consent; use news/,
    ],
    [
      'a truth value in a text',
      withdrawing({ set: [{ column: people.status, to: false }] }),
      /sets people\.status, which is text, to false; write a value of that type/,
    ],
    [
      'a text in a truth value',
      withdrawing({ set: [{ column: people.news, to: 'off' }] }),
      /sets people\.news, which is boolean, to "off"; write/,
    ],
    [
      'a text that is none of the values',
      withdrawing({ set: [{ column: people.status, to: 'gone' }] }),
      /sets people\.status, which is text, to "gone"/,
    ],
    [
      'a withdrawal in rows that only grow',
      withdrawing({}, { appendOnly: 'It is a ledger.' }),
      /its rows only grow, .*; leave "withdrawal" out/,
    ],
    [
      'a list of numbers',
      declaring({}, {}, { table: list, identifiers: { accountId: list.account } }),
      /"test", suppression: list\.account is integer; use a column of text/,
    ],
    [
      'a list whose column is in another table',
      declaring({}, {}, { table: list, identifiers: { email: others.email } }),
      /others\.email is no column of list/,
    ],
    [
      'a list of two kinds, one of which every row needs',
      declaring({}, {}, { table: list, identifiers: { email: list.email, phone: list.phone } }),
      /a row holds one identifier, and list\.email cannot be null; make it nullable/,
    ],
    [
      'a list of nothing',
      declaring({}, {}, { table: list, identifiers: {} }),
      /it holds no kind of identifier/,
    ],
  ])('%s', (_, wrong, message) => {
    expect(() => defineSqlConnector(wrong)).toThrow(message)
  })
})

test.each([
  declaring({}, { restricted: people.news }),
  declaring({}, { restricted: people.stoppedAt }),
  withdrawing({
    set: [
      { column: people.status, to: 'off' },
      { column: people.news, to: false },
    ],
  }),
  withdrawing({ at: people.stoppedOn }),
  declaring({}, {}, { table: list, identifiers: { email: list.email } }),
])('marks that fit are taken', (right) => {
  expect(defineSqlConnector(right).name).toBe('test')
})
