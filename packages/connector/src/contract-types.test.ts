import { Invoice, PageView, PersonName } from '@rechtop/schema'
import { integer, pgTable, text } from 'drizzle-orm/pg-core'
import { expect, test } from 'vitest'
import { z } from 'zod'
import {
  defineHolding,
  defineRecordType,
  permanent,
  type Correction,
  type ErasureLine,
  type Outcome,
  type Purpose,
} from './index.ts'
import { pick, withRows } from './sql/index.ts'

// What must not compile: the type check fails when one of these lines does.

const purpose = { purpose: 'p', basis: 'contract', fields: 'all', keep: 'until-asked' } as const
const own = { role: 'controller', onErase: 'erase', purposes: [purpose] } as const
const holdings = {
  invoices: defineHolding({ ...own, type: Invoice, grain: 'record' }),
  pageViews: defineHolding({ ...own, type: PageView, grain: 'set', dated: 'viewedAt' }),
}
type Line = ErasureLine<typeof holdings>

test('an unclassified field is refused, by the compiler and at run time', () => {
  const fields = { a: z.string() }
  const declare = () =>
    // @ts-expect-error -- a plain zod schema has no category
    defineRecordType({ name: 'Loose', category: 'name', description: '', fields })
  expect(declare).toThrow(/make field "a" with field/)
})

test('a holding needs a purpose, and its fields are those of its type', () => {
  // @ts-expect-error -- no purpose
  defineHolding({ ...own, type: PersonName, grain: 'record', purposes: [] })
  const unknown = [{ ...purpose, fields: ['shoeSize'] }] as const
  // @ts-expect-error -- no such field
  defineHolding({ ...own, type: PersonName, grain: 'record', purposes: unknown })
  // @ts-expect-error -- no such field to be dated by
  defineHolding({ ...own, type: PageView, grain: 'set', dated: 'seenAt' })
  // @ts-expect-error -- a legal basis that the GDPR does not have
  const wrong: Purpose = { ...purpose, basis: 'curiosity' }
  expect(wrong.basis).toBe('curiosity')
})

test('an order fits its holding', () => {
  const right: Line[] = [
    { key: '1', holding: 'invoices', action: 'erase', select: { refs: ['7'] } },
    { key: '2', holding: 'pageViews', action: 'erase', select: { all: true, ceiling: 1000 } },
    { key: '3', holding: 'invoices', action: 'reduce', fields: ['sentTo'], select: { refs: ['7'] } },
  ]
  const wrong: Line[] = [
    // @ts-expect-error -- refs on a set
    { key: '1', holding: 'pageViews', action: 'erase', select: { refs: ['7'] } },
    // @ts-expect-error -- all of what is decided one by one
    { key: '2', holding: 'invoices', action: 'erase', select: { all: true, ceiling: 1000 } },
    // @ts-expect-error -- a field of another type
    { key: '3', holding: 'invoices', action: 'reduce', fields: ['url'], select: { refs: ['7'] } },
    // @ts-expect-error -- a holding that nobody declared
    { key: '4', holding: 'payments', action: 'erase', select: { refs: ['7'] } },
    // @ts-expect-error -- a set without a ceiling
    { key: '5', holding: 'pageViews', action: 'erase', select: { all: true } },
  ]
  expect(right.length + wrong.length).toBe(8)
})

test('a correction fits its record, and a set has none', () => {
  const right: Correction<typeof holdings> = {
    key: '1',
    holding: 'invoices',
    ref: '7',
    fields: { sentTo: 'new@example.nl', contactNote: null },
  }
  const wrong: Correction<typeof holdings>[] = [
    // @ts-expect-error -- a set has no records to correct
    { key: '1', holding: 'pageViews', ref: '7', fields: { url: '/' } },
    // @ts-expect-error -- a field of another type
    { key: '2', holding: 'invoices', ref: '7', fields: { url: '/' } },
    // @ts-expect-error -- a value of another shape
    { key: '3', holding: 'invoices', ref: '7', fields: { sentTo: 7 } },
  ]
  expect([right, ...wrong]).toHaveLength(4)
})

test('rows are of columns that are there', () => {
  const people = pgTable('people', { id: integer().primaryKey(), givenName: text() })
  const names = defineHolding({ ...own, type: PersonName, grain: 'record' })
  expect(Object.keys(pick(people, 'givenName'))).toEqual(['givenName'])
  // @ts-expect-error -- no such column
  pick(people, 'familyName')
  // @ts-expect-error -- no such field of a name
  withRows(names, { table: people, fields: { shoeSize: people.id } })
  // @ts-expect-error -- nothing is said of where its fields come from
  withRows(names, { table: people })
})

test('a failure holds no text made at run time, and an outcome no bare word', () => {
  const email = ['x', 'example.nl'].join('@')
  // @ts-expect-error -- not a literal
  expect(permanent(email).code).toBe('permanent')
  expect(permanent('the table is gone').code).toBe('permanent')
  // @ts-expect-error -- how many is part of the word
  const vague: Outcome = { status: 'done' }
  expect(vague.status).toBe('done')
})
