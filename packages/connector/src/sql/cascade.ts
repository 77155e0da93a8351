import { getTableName, sql, type Column, type SQL, type Table } from 'drizzle-orm'
import { z } from 'zod'
import { fromJson } from './from-json.ts'
import type { OwnerPath, Resolved, RowHoldings } from './resolved.ts'
import { rowsOf, type Session } from './session.ts'
import { statementsOf, type TableNames } from './statements.ts'
import { factsOf, isSameTable, namesOf } from './table-facts.ts'

/** A reference by which the database itself deletes rows, or cuts them loose, when the row goes that they refer to. */
type Cascade = {
  /** The table of those rows, as it is written in a statement. */
  readonly child: string
  /** Which of their columns refer to which of ours. */
  readonly columns: readonly { readonly child: string; readonly parent: string }[]
  /** Policies hide such rows from us, so that there may always be some. */
  readonly hidden: boolean
  /** The declaration lets them go. */
  readonly along: boolean
  /** What goes with those rows in turn. */
  readonly next: readonly Cascade[]
}
/** The cascades on a table. */
export type CascadesOn = {
  readonly table: Table
  readonly cascades: readonly Cascade[]
  /** Columns through which rows of other holdings lead to their person by way of this table's rows. */
  readonly leading: readonly Leading[]
}
type Leading = { readonly column: Column; readonly to: Column }

const Found = z.object({
  at: z.number(),
  child: z.string(),
  schema: z.string(),
  table: z.string(),
  /** The schema is the one in which names without one are looked up. */
  here: z.coerce.boolean(),
  deletes: z.coerce.boolean(),
  /** Policies hide rows of it from us. */
  hidden: z.coerce.boolean(),
  columns: fromJson(z.array(z.object({ child: z.string(), parent: z.string() }))),
})
type Found = z.infer<typeof Found>
type Children = ReadonlyMap<string, readonly Found[]>

/**
 * The cascades on these tables, as the database has them: not what somebody once declared. One statement, and one more
 * for each step by which rows that may go along take others with them.
 */
export async function cascadesOn(
  tables: readonly Table[],
  { goesAlong, holdings }: Pick<Resolved, 'goesAlong' | 'holdings'>,
  session: Session,
): Promise<CascadesOn[]> {
  const [first] = tables
  if (first === undefined) return []
  const children = new Map<string, readonly Found[]>()
  let asked: readonly TableNames[] = tables.map(namesOf)
  while (asked.length > 0) {
    const found = await rowsOf(session, statementsOf(first).cascades(asked), Found)
    for (const [at, names] of asked.entries()) {
      children.set(
        keyOf(names),
        found.filter((one) => one.at === at),
      )
    }
    const taken = found.filter((one) => one.deletes && isAlong(one, goesAlong))
    asked = [...new Map(taken.map((one) => [keyOf(one), one])).values()].filter(
      (one) => !children.has(keyOf(one)),
    )
  }
  return tables.map((table) => {
    const key = keyOf(namesOf(table))
    const cascades = treeOf(key, { children, goesAlong, endsIn: 'nothing' }, [])
    // rows that refer to rows of their own table are followed so far, and no further
    const isSafe = holdingBack(cascades).length === 0
    return {
      table,
      cascades: isSafe ? cascades : treeOf(key, { children, goesAlong, endsIn: 'held back' }, []),
      leading: leadingThrough(table, holdings).filter(({ column }) => !goesAlong.includes(column)),
    }
  })
}

/** How often a circle of references is gone round. More makes statements that take long to plan. */
const rounds = 1

type Following = {
  readonly children: Children
  readonly goesAlong: readonly Column[]
  /** What is taken to be behind the last round of a circle. */
  readonly endsIn: 'nothing' | 'held back'
}

/** A row that is kept would be nobody's any more when the row goes that leads from it to its person. */
function leadingThrough(table: Table, holdings: RowHoldings): Leading[] {
  const going = Object.values(holdings).filter(
    ({ rows, onErase }) => !rows.part && onErase === 'erase' && rows.appendOnly === null,
  )
  return going.flatMap(({ rows }) => stepsOf(rows.owner)).filter(({ to }) => isSameTable(to.table, table))
}

function stepsOf({ column, next }: OwnerPath): Leading[] {
  return next === null ? [] : [{ column, to: next.to }, ...stepsOf(next.owner)]
}

function treeOf(key: string, following: Following, above: readonly string[]): Cascade[] {
  const { children, goesAlong, endsIn } = following
  const isLast = above.filter((one) => one === key).length >= rounds
  return (children.get(key) ?? []).map((found) => {
    const { child, columns, hidden } = found
    const goesOn = isAlong(found, goesAlong) && found.deletes
    const closes = goesOn && isLast && [...above, key].includes(keyOf(found))
    const along = isAlong(found, goesAlong) && !(closes && endsIn === 'held back')
    const next = goesOn && !closes ? treeOf(keyOf(found), following, [...above, key]) : []
    return { child, columns, hidden, along, next }
  })
}

function isAlong({ schema, table, here, columns }: Found, goesAlong: readonly Column[]): boolean {
  return goesAlong.some((column) => {
    const own = factsOf(column.table).schema
    const isTable = getTableName(column.table) === table && (own === null ? here : own === schema)
    return isTable && columns.some(({ child }) => bare(child) === column.name)
  })
}

function keyOf({ schema, table }: TableNames): string {
  return JSON.stringify([schema, table])
}

/** A name without the quotes in which the database writes it. */
export function bare(written: string): string {
  return written.replaceAll(/["`]/g, '')
}

/** The references that hold rows back, however many steps away. */
export function holdingBack(cascades: readonly Cascade[]): Cascade[] {
  return cascades.flatMap((cascade) => (cascade.along ? holdingBack(cascade.next) : [cascade]))
}

/** Whether any reference to the table holds rows back. */
export function canHoldBack(table: Table, all: readonly CascadesOn[]): boolean {
  return all.some(
    (one) =>
      isSameTable(one.table, table) && (holdingBack(one.cascades).length > 0 || one.leading.length > 0),
  )
}

/** Holds for rows with which others would go that may not. */
export function wouldTakeAlong(table: Table, all: readonly CascadesOn[]): SQL {
  const { cascades = [], leading = [] } = all.find((one) => isSameTable(one.table, table)) ?? {}
  const led = leading.map(
    ({ column, to }) => sql` or exists (select 1 from ${column.table} where ${column} = ${to})`,
  )
  return sql`(${anyTaken(sql`${table}`, cascades, 0)}${sql.join(led)})`
}

function anyTaken(parent: SQL, cascades: readonly Cascade[], depth: number): SQL {
  const taken = cascades
    .filter((cascade) => holdingBack([cascade]).length > 0)
    .map(({ child, columns, hidden, along, next }) => {
      if (hidden) return sql`true`
      const name = sql.raw(`child${depth}`)
      const refers = columns.map(
        (pair) => sql`${name}.${sql.raw(pair.child)} = ${parent}.${sql.raw(pair.parent)}`,
      )
      const also = along ? sql` and ${anyTaken(name, next, depth + 1)}` : sql``
      return sql`exists (select 1 from ${sql.raw(child)} as ${name}
        where ${sql.join(refers, sql` and `)}${also})`
    })
  return taken.length === 0 ? sql`false` : sql`(${sql.join(taken, sql` or `)})`
}
