import { nameOf, type Catalog, type Column, type ForeignKey, type Table } from './catalog.ts'
import { columnType, unquoted, type ColumnType } from './column-type.ts'
import type { Identifiers } from './identifiers.ts'
import { camelCase } from '../spelling.ts'

/** The tables as Drizzle declares them, with their keys and references. */
export function printTables(catalog: Catalog, identifiers: Identifiers): string {
  const types = new Map(
    catalog.tables.flatMap(({ columns }) =>
      columns.map((column) => [column.type, columnType(column, catalog, identifiers)] as const),
    ),
  )
  const custom = [...types.values()].filter(({ from }) => from === 'custom').map(({ builder }) => builder)
  const schemas = [...new Set([...catalog.tables, ...catalog.enums].map(({ schema }) => schema))]
  const body = [
    ...schemas.flatMap((schema) => {
      const name = identifiers.schema(schema)
      return name === null ? [] : [`const ${name} = pgSchema('${escaped(schema)}')`]
    }),
    ...[...new Set(custom)].map(customTypeLine),
    ...catalog.enums.map(({ schema, name, labels }) => {
      const maker = identifiers.schema(schema)
      const make = maker === null ? 'pgEnum' : `${maker}.enum`
      const list = labels.map((label) => `'${escaped(label)}'`).join(', ')
      return `export const ${identifiers.enum(schema, name)} = ${make}('${escaped(name)}', [${list}])`
    }),
    '',
    ...catalog.tables.map((table) => tableStatement(table, catalog, types, identifiers)),
  ].join('\n')
  const builders = [...types.values()].filter(({ from }) => from === 'drizzle').map(({ builder }) => builder)
  const makers = ['customType', 'foreignKey', 'pgEnum', 'pgSchema', 'pgTable', 'primaryKey'].filter((name) =>
    new RegExp(`\\b${name}\\(|\\b${name}<`).test(body),
  )
  const imports = [...new Set([...builders, ...makers])].sort()
  if (body.includes('AnyPgColumn')) imports.push('type AnyPgColumn')
  return `import { ${imports.join(', ')} } from 'drizzle-orm/pg-core'\n\n${body}`
}

const customName = (type: string): string => `${camelCase(unquoted(type).split('.').at(-1) ?? type)}Column`

function customTypeLine(type: string): string {
  const name = unquoted(type).split('.').at(-1) ?? type
  return `const ${customName(type)} = customType<{ data: string }>({ dataType: () => '${escaped(name)}' })`
}

function tableStatement(
  table: Table,
  catalog: Catalog,
  types: ReadonlyMap<string, ColumnType>,
  identifiers: Identifiers,
): string {
  const maker = identifiers.schema(table.schema)
  const make = maker === null ? 'pgTable' : `${maker}.table`
  const columns = table.columns.map((column) => {
    const type = types.get(column.type)
    const line = type === undefined ? '' : columnExpression(column, type, table, catalog, identifiers)
    return `  ${identifiers.column(table, column.name)}: ${line},`
  })
  const extras = extrasOf(table, catalog, identifiers)
  const last = extras.length === 0 ? '' : `, (table) => [\n${extras.map((one) => `  ${one},`).join('\n')}\n]`
  return `export const ${identifiers.table(table)} = ${make}('${escaped(table.name)}', {\n${columns.join('\n')}\n}${last})\n`
}

function columnExpression(
  column: Column,
  type: ColumnType,
  table: Table,
  catalog: Catalog,
  identifiers: Identifiers,
): string {
  const own = identifiers.column(table, column.name) === column.name ? null : `'${escaped(column.name)}'`
  const builder = type.from === 'custom' ? customName(type.builder) : type.builder
  const call = `${builder}(${[own, type.options].filter((one) => one !== null).join(', ')})`
  const isKey = table.primaryKey.length === 1 && table.primaryKey[0] === column.name
  return [
    call,
    type.list ? '.array()' : '',
    isKey ? '.primaryKey()' : column.notNull ? '.notNull()' : '',
    ...references(table, catalog)
      .filter(({ columns }) => columns.length === 1 && columns[0] === column.name)
      .slice(0, 1)
      .map((key) => `.references((): AnyPgColumn => ${foreignColumns(key, catalog, identifiers).join()})`),
  ].join('')
}

/** Keys and references of several columns, and a second reference of one column. */
function extrasOf(table: Table, catalog: Catalog, identifiers: Identifiers): string[] {
  const own = (names: readonly string[]): string =>
    names.map((name) => `table.${identifiers.column(table, name)}`).join(', ')
  const inColumns = new Set<string>()
  const keys = references(table, catalog).filter(({ columns: [first = '', ...more] }) => {
    if (more.length > 0 || inColumns.has(first)) return true
    inColumns.add(first)
    return false
  })
  return [
    ...(table.primaryKey.length > 1 ? [`primaryKey({ columns: [${own(table.primaryKey)}] })`] : []),
    ...keys.map((key) => {
      const theirs = foreignColumns(key, catalog, identifiers).join(', ')
      return `foreignKey({ columns: [${own(key.columns)}], foreignColumns: [${theirs}] })`
    }),
  ]
}

/** Those to tables that are in the file too. */
function references({ foreignKeys }: Table, { tables }: Catalog): ForeignKey[] {
  return foreignKeys.filter(({ schema, table }) => tables.some((one) => nameOf(one) === `${schema}.${table}`))
}

function foreignColumns(key: ForeignKey, { tables }: Catalog, identifiers: Identifiers): string[] {
  const target = tables.find((one) => nameOf(one) === `${key.schema}.${key.table}`)
  if (target === undefined) return []
  return key.foreignColumns.map((name) => `${identifiers.table(target)}.${identifiers.column(target, name)}`)
}

const escaped = (text: string): string => text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")
