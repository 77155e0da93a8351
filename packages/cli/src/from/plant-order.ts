import { nameOf, type Catalog, type Column, type ForeignKey, type Table } from './catalog.ts'
import type { Proposal } from './proposal.ts'

/** The tables that a person is planted in, each after those that it refers to. */
export function plantedTables(catalog: Catalog, { matches, holdings }: Proposal): Table[] {
  const wanted = new Map(
    [...matches, ...holdings].map(({ table }): [string, Table] => [nameOf(table), table]),
  )
  return inOrder([...wanted.values()])
}

/** Tables of nobody that a planted row must refer to: they are furnished, with one row. */
export function furnishedTables(catalog: Catalog, planted: readonly Table[]): Table[] {
  const furnished = new Map<string, Table>()
  const visit = (table: Table): void => {
    for (const key of neededKeys(table)) {
      const target = catalog.tables.find((one) => nameOf(one) === targetOf(key))
      if (target === undefined || furnished.has(nameOf(target)) || target === table) continue
      if (planted.some((one) => nameOf(one) === nameOf(target))) continue
      furnished.set(nameOf(target), target)
      visit(target)
    }
  }
  planted.forEach(visit)
  return inOrder([...furnished.values()])
}

/** A row needs what its columns that can't be empty refer to. */
function neededKeys({ foreignKeys, columns }: Table): ForeignKey[] {
  const must = (name: string): boolean => columns.some((column) => column.name === name && column.notNull)
  return foreignKeys.filter((key) => key.columns.some(must))
}

export const targetOf = ({ schema, table }: ForeignKey): string => `${schema}.${table}`

export function keyAt({ foreignKeys }: Table, { name }: Column): ForeignKey | undefined {
  return foreignKeys.find(({ columns }) => columns.includes(name))
}

function inOrder(tables: readonly Table[]): Table[] {
  const order: Table[] = []
  const visiting = new Set<Table>()
  const visit = (table: Table): void => {
    // of a circle, somebody has to be first
    if (visiting.has(table)) return
    visiting.add(table)
    for (const key of table.foreignKeys) {
      const target = tables.find((one) => nameOf(one) === targetOf(key))
      if (target !== undefined) visit(target)
    }
    order.push(table)
  }
  tables.forEach(visit)
  return order
}

/** Whether a person can have one row only: its references alone must differ. */
export function isSingle({ primaryKey, constraints, foreignKeys }: Table): boolean {
  const references = new Set(foreignKeys.flatMap(({ columns }) => columns))
  const uniques = constraints.flatMap(
    (constraint) => /^UNIQUE \(([^)]*)\)/.exec(constraint)?.[1]?.split(', ') ?? [],
  )
  const lists = [primaryKey, ...(uniques.length === 0 ? [] : [uniques])]
  return lists.some((list) => list.length > 0 && list.every((name) => references.has(name)))
}
