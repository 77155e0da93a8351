import { getTableColumns, sql } from 'drizzle-orm'
import { integer, numeric, pgTable, text, varchar, type PgColumn } from 'drizzle-orm/pg-core'
import { describe, expect, test } from 'vitest'
import { defineHolding, defineRecordType, field, text as string } from '../index.ts'
import { SqlConfig } from './config.ts'
import { shop } from './fixture/shop.ts'
import {
  defineSqlConnector,
  undeclaredColumns,
  withRows,
  type RowsOf,
  type SqlDeclaration,
  type SqlHolding,
} from './index.ts'

const people = pgTable('people', {
  id: integer().primaryKey(),
  email: text(),
  name: text().notNull(),
  code: varchar({ length: 8 }).notNull(),
  debt: numeric().notNull(),
})
const others = pgTable('others', { id: integer().primaryKey(), name: text() })
const Person = defineRecordType({
  name: 'Person',
  category: 'name',
  description: 'A person.',
  fields: {
    name: field('name', string(), 'The name.'),
    email: field('email', string(), 'The address.'),
    code: field('account', string(), 'A code.'),
    debt: field('billing', string(), 'A debt.'),
  },
})
const purpose = { purpose: 'testing', basis: 'contract', fields: 'all', keep: 'until-asked' } as const
const person = defineHolding({
  type: Person,
  grain: 'record',
  role: 'controller',
  onErase: 'erase',
  purposes: [purpose],
})
const { name, email, code, debt } = getTableColumns(people)
const rows = {
  match: 'person',
  table: people,
  key: people.id,
  owner: people.id,
  fields: { name, email, code, debt },
} as const

type Declaration = SqlDeclaration<Readonly<Record<string, SqlHolding>>>
const declaration = (holdings: Declaration['holdings'], more: Partial<Declaration> = {}): Declaration => ({
  name: 'test',
  processor: { name: 'Test', country: 'NL' },
  backupHorizon: 'P1D',
  gaps: [],
  matches: { person: { table: people, key: people.id, identifiers: { email } } },
  holdings,
  ...more,
})
const whole = withRows(person, rows)
const ofRows = (changed: Partial<RowsOf<typeof person>>): Declaration =>
  declaration({ whole, changed: withRows(person, { ...rows, where: sql`true`, ...changed }) })

describe('a declaration that contradicts itself says where and how to mend it', () => {
  test.each<[string, Declaration, RegExp]>([
    [
      'a match that is not declared',
      ofRows({ match: 'user' }),
      /"test", holding "changed": match "user" .* use person/,
    ],
    [
      'a column of another table',
      ofRows({ fields: { name: others.name } }),
      /others\.name is no column of people/,
    ],
    ['an owner of another table', ofRows({ owner: others.id }), /others\.id is no column of people/],
    [
      'an owner of another type',
      ofRows({ owner: people.email }),
      /owner people\.email is of another type than people\.id/,
    ],
    [
      'a key that is no key',
      ofRows({ key: people.debt }),
      /key people\.debt is of type numeric; use a column of an/,
    ],
    [
      'a part that cannot be emptied',
      ofRows({ part: true, fields: { debt } }),
      /people\.debt \(numeric, not null\) cannot be/,
    ],
    [
      'a placeholder that does not fit',
      ofRows({ part: true, fields: { code } }),
      /people\.code \(varchar\(8\), not null\)/,
    ],
    ['a part of nothing', ofRows({ part: true, fields: {} }), /map a field to one/],
    [
      'two holdings of all rows',
      declaration({ whole, twin: whole }),
      /"twin": "whole" claims all rows of people too; let each "where" exclude/,
    ],
    [
      'a column of which nothing is said',
      declaration({ whole: withRows(person, { ...rows, fields: { name } }) }),
      /nothing is said of people\.code, people\.debt; declare them in a holding, or in "excluded"/,
    ],
    [
      'nothing to search by',
      declaration(
        { whole },
        {
          matches: {
            person: {
              table: people,
              key: people.id,
              identifiers: { email: { column: email, learnOnly: true } },
            },
          },
        },
      ),
      /nothing can be searched by/,
    ],
    [
      'a set whose date is not mapped',
      declaration({
        whole: withRows(
          { ...person, grain: 'set', dated: 'debt' },
          { ...rows, fields: { name, email, code, debt: sql`${debt}` } },
        ),
      }),
      /dated field "debt"/,
    ],
  ])('%s', (_, wrong, message) => {
    expect(() => defineSqlConnector(wrong)).toThrow(message)
  })

  test('a field that the record type does not have', () => {
    // the compiler refuses this too
    const fields: Record<string, PgColumn> = { name, email, nickname: name }
    expect(() => defineSqlConnector(ofRows({ fields }))).toThrow(
      /"nickname" is no field of Person; use name, email/,
    )
  })

  test('a condition that came out undefined', () => {
    const wrong = { ...whole, rows: Object.assign({ ...rows }, { where: undefined }) }
    // as `and()` without arguments gives, past a compiler that is not asked
    expect(() => defineSqlConnector(declaration({ wrong: wrong as unknown as SqlHolding }))).toThrow(
      /"where" is undefined/,
    )
  })
})

test('columns in expressions, keys, identifiers and exclusions are declared; others are listed', () => {
  const fields = { name: sql`upper(${name})`, email }
  const partial = declaration({ whole: withRows(person, { ...rows, fields, unread: [code] }) })
  expect(undeclaredColumns(partial)).toEqual([{ table: 'people', column: 'debt' }])
  const complete = { ...partial, excluded: [{ column: debt, reason: 'nobody’s' }] }
  expect(undeclaredColumns(complete)).toEqual([])
  expect(defineSqlConnector(complete).identifiers).toEqual(['email'])
})

describe('config', () => {
  test('takes the address of a database, with defaults', () => {
    const database = 'postgres://shop@localhost/shop'
    expect(shop.config.parse({ database })).toEqual({ database, poolSize: 4, statementTimeoutMs: 30_000 })
  })

  test.each([{}, { database: 'sqlite://localhost/shop' }, { database: 5 }, { database: {} }])(
    'refuses %j',
    (config) => {
      const issues = SqlConfig.safeParse(config).error?.issues
      expect(issues).toMatchObject([
        { path: ['database'], message: expect.stringMatching(/^write the address/) },
      ])
    },
  )

  test('refuses a key that it does not know', () => {
    const parsed = SqlConfig.safeParse({ database: 'postgres://localhost/shop', pool: 3 })
    expect(parsed.error?.issues[0]?.message).toContain('pool')
  })
})
