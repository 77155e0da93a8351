import type { Json } from '@rechtop/schema'
import { getTableName, is, Table, type Column, type SQL } from 'drizzle-orm'
import { MySqlTable } from 'drizzle-orm/mysql-core'
import { PgTable } from 'drizzle-orm/pg-core'
import type { KeyType } from './column-type.ts'
import type { JsonPath } from './json-path.ts'
import { mariadb } from './mariadb/dialect.ts'
import { postgresql } from './postgresql/dialect.ts'

/** A row of what is asked. */
export type AskedRow = { readonly [column: string]: Json }
/** The columns of what is asked, with their types. */
export type AskedColumns = Readonly<Record<string, 'int' | 'text' | 'boolean'>>

/** What differs between the databases, of columns and the expressions that are made of them. */
export type Dialect = {
  readonly name: 'PostgreSQL' | 'MariaDB'
  /** How the column's values are compared as keys; null when it is of a type that is no key. */
  keyTypeOf(column: Column): KeyType | null
  /** As `keyTypeOf`, and for the dates in a record's key. */
  recordKeyTypeOf(column: Column): KeyType | null
  /** The column's value as the text that its key type fits. */
  keyText(column: Column): SQL
  isText(column: Column): boolean
  isJson(column: Column): boolean
  /** The column equals the key, given as text: exactly, and by the column's index. */
  equals(column: Column, text: SQL): SQL
  /** The column equals another one: exactly, and by the index of the first. */
  isSame(column: Column, other: SQL): SQL
  /** The column is among those of other rows: `rest` is their from and where. */
  isAmong(column: Column, other: Column, rest: SQL): SQL
  /** Whether an index can stand on the normal form of a column. */
  readonly indexesExpressions: boolean
  /** How long a text can be that is looked up, in bytes. */
  readonly longest: number
  /** What a column holds that is emptied and cannot be null; null when it has no such value. */
  fillerOf(column: Column, isEmail: boolean): SQL | null
  /** Holds while a column that cannot be null has a value that is no filler. */
  isFilled(column: Column): SQL
  jsonAt(path: JsonPath): SQL
  jsonTextAt(path: JsonPath): SQL
  withoutPaths(json: Column, paths: readonly JsonPath[]): SQL
  /** The left side of an assignment. */
  assigned(column: Column): SQL
  /** A column as a value in JSON. */
  valueOf(
    column: Column,
    readable: SQL,
    how: { readonly wantsText: boolean; readonly timesAreUtc: boolean },
  ): SQL
  object(pairs: readonly (readonly [name: string, value: SQL | null])[]): SQL
  /** `asked as (…)`: what is asked, as rows. */
  asked(rows: readonly AskedRow[], columns: AskedColumns): SQL
  /** The column is before a date that `cutText` has written. */
  isBefore(column: Column, before: SQL): SQL
  /** The date in the form that the database compares; null when it is none. */
  cutText(column: Column, before: string): string | null
}

/** The dialect of a table, or of a column's table. */
export function dialectOf(of: Table | Column): Dialect {
  const table = is(of, Table) ? of : of.table
  if (is(table, PgTable)) return postgresql
  if (is(table, MySqlTable)) return mariadb
  throw new TypeError(
    `table "${getTableName(table)}" is of a kind that this kit does not speak; use drizzle-orm/pg-core or mysql-core`,
  )
}
