import type { Column, Table } from 'drizzle-orm'
import { columnsOf, nameOf, tableName } from './table-facts.ts'

/** Throws, naming the place, where a column is none of that table. */
export function checkTable(at: string, table: Table, column: Column): void {
  if (column === undefined) {
    throw new TypeError(`${at}: one of its columns is undefined; look whether ${tableName(table)} has it`)
  }
  if (columnsOf(table).some((own) => nameOf(own) === nameOf(column))) return
  throw new TypeError(
    `${at}: ${nameOf(column)} is no column of ${tableName(table)}; use a column of that table`,
  )
}
