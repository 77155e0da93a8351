import {
  bigint,
  char,
  customType,
  integer,
  numeric,
  pgTable,
  smallserial,
  text,
  timestamp,
  uuid,
  varchar,
} from 'drizzle-orm/pg-core'
import { expect, test } from 'vitest'
import { baseTypeOf, keyTypeOf } from './key-type.ts'

const keys = pgTable('keys', {
  small: smallserial(),
  normal: integer(),
  big: bigint({ mode: 'bigint' }),
  id: uuid(),
  text: text(),
  short: varchar({ length: 3 }),
  fixed: char({ length: 3 }),
  amount: numeric({ precision: 10, scale: 2 }),
  at: timestamp({ withTimezone: true, precision: 3 }),
  other: customType<{ data: string }>({ dataType: () => 'ltree' })(),
})

test.each([
  [keys.small, 'smallint', ['0', '-32768', '32767'], ['32768', '-0', '01', '1.0', '1e3', ' 1', '']],
  [keys.normal, 'integer', ['2147483647'], ['2147483648', '-2147483649', 'abc', '١']],
  [keys.big, 'bigint', ['9223372036854775807'], ['9223372036854775808', '99999999999999999999']],
  [keys.id, 'uuid', ['6f1c1c56-9a35-4f6a-8f3e-2d5f7f0d0001'], ['6F1C1C56-9A35-4F6A-8F3E-2D5F7F0D0001', '1']],
  [keys.text, 'text', ["o'hara", '0'], ['', 'a\0', '\uD800']],
])('keys of %s', (column, sql, good, bad) => {
  const type = keyTypeOf(column)
  expect(type?.sql).toBe(sql)
  expect(good.filter((text) => type?.fits(text) !== true)).toEqual([])
  expect(bad.filter((text) => type?.fits(text) !== false)).toEqual([])
})

test('a length is never part of the cast, since that would cut a longer key into another one', () => {
  expect([keyTypeOf(keys.short)?.sql, keyTypeOf(keys.fixed)?.sql]).toEqual(['text', 'bpchar'])
})

test('other types are no keys', () => {
  expect([keys.amount, keys.at, keys.other].map(keyTypeOf)).toEqual([null, null, null])
  expect([keys.amount, keys.at].map(baseTypeOf)).toEqual(['numeric', 'timestamp with time zone'])
})
