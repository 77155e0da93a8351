import { camelCase, pascalCase } from '../spelling.ts'
import { nameOf, type Catalog, type Column, type Table } from './catalog.ts'

/** What the tables, columns and enums of a catalog are called in code. */
export type Identifiers = {
  readonly table: (table: { schema: string; name: string }) => string
  readonly schema: (schema: string) => string | null
  readonly enum: (schema: string, name: string) => string
  readonly column: (table: Table, column: string) => string
}

/** Words that mean something else in the files that are written. */
const taken =
  `break case catch class const continue debugger default delete do else enum export extends false finally for
  function if import in instanceof new null return super switch this throw true try typeof var void while with yield let
  static await implements interface package private protected public arguments eval undefined
  pgTable pgSchema pgEnum customType foreignKey primaryKey sql withRows defineHolding defineSqlConnector untilDecided
  integer smallint bigint text varchar char uuid boolean numeric real doublePrecision date time timestamp json jsonb
  inet cidr macaddr interval point undecided`.split(/\s+/)

/** Gives every table, schema and enum one name of its own in the files of the connector. */
export function identifiersFor(catalog: Catalog, connector: string): Identifiers {
  const used = new Set([...taken, camelCase(connector)])
  const schemas = [...new Set([...catalog.tables, ...catalog.enums].map(({ schema }) => schema))]
  const tables = new Map(
    catalog.tables.map((table) => [
      nameOf(table),
      free(used, [
        camelCase(table.name),
        camelCase(`${table.schema} ${table.name}`),
        `${camelCase(table.name)}Table`,
      ]),
    ]),
  )
  const inSchemas = new Map(
    schemas.map((schema) => [schema, free(used, [camelCase(schema), `${camelCase(schema)}Schema`])]),
  )
  const enums = new Map(
    catalog.enums.map((one) => [
      nameOf(one),
      free(used, [camelCase(one.name), `${camelCase(one.name)}Enum`, camelCase(`${one.schema} ${one.name}`)]),
    ]),
  )
  const columns = new Map(catalog.tables.map((table) => [nameOf(table), columnsOf(table.columns)]))
  return {
    table: (table) => tables.get(nameOf(table)) ?? '',
    schema: (schema) => (schema === 'public' ? null : (inSchemas.get(schema) ?? null)),
    enum: (schema, name) => enums.get(`${schema}.${name}`) ?? '',
    column: (table, column) => columns.get(nameOf(table))?.get(column) ?? column,
  }
}

function columnsOf(columns: readonly Column[]): ReadonlyMap<string, string> {
  const used = new Set<string>()
  return new Map(columns.map(({ name }) => [name, free(used, [camelCase(name)])]))
}

/** A type of the connector's own: no other connector may have one of that name. */
export const ownTypeName = (connector: string, singular: string): string =>
  pascalCase(`${connector} ${singular}`)

/** The first of the wanted names that nobody has yet, or the last of them with a number. */
export function free(used: Set<string>, wanted: readonly string[]): string {
  const names = wanted.map((name) => (/^[a-z]/i.test(name) ? name : `n${name}`))
  let name = names.find((one) => !used.has(one)) ?? names.at(-1) ?? 'n'
  for (let number = 2; used.has(name); number++) name = `${names.at(-1)}${number}`
  used.add(name)
  return name
}
