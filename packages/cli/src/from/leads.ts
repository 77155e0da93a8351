import { camelCase, singularOf, wordsOf } from '../spelling.ts'
import { nameOf, type Catalog, type Column, type Table } from './catalog.ts'
import { canBeKey } from './column-type.ts'
import { meaningOf } from './meaning.ts'

/** A column of a table. */
export type Place = { readonly table: Table; readonly column: string }

/** A table whose rows are people. */
export type ProposedMatch = {
  readonly name: string
  readonly table: Table
  readonly key: string
  /** How many tables refer to it. */
  readonly references: number
}

/** How the rows of a table lead to a match: the columns on the way, from the rows on. */
export type Lead = {
  readonly match: ProposedMatch
  readonly path: readonly [Place, ...Place[]]
  /** Columns that lead to the same table and were not chosen. */
  readonly others: readonly string[]
}

/** One step from a table to another. */
type Step = { readonly from: Place; readonly to: Table; readonly toColumn: string }

/**
 * The tables of people: those with an e-mail column and a key of one column, the most referred to first. One that leads
 * to another of them holds addresses of that one's people.
 */
export function proposeMatches(catalog: Catalog): ProposedMatch[] {
  const matches: ProposedMatch[] = []
  for (const table of catalog.tables.filter(couldBePeople).toSorted(byLikelihood(catalog))) {
    if (leadOf(table, catalog, matches) !== null) continue
    const [key = ''] = table.primaryKey
    const used = new Set(matches.map(({ name }) => name))
    const short = camelCase(singularOf(table.name))
    const name = used.has(short) ? camelCase(`${table.schema} ${short}`) : short
    matches.push({ name, table, key, references: referencesTo(table, catalog) })
  }
  return matches
}

function couldBePeople(table: Table): boolean {
  const [key, ...more] = table.primaryKey
  const column = table.columns.find(({ name }) => name === key)
  return (
    column !== undefined &&
    more.length === 0 &&
    canBeKey(column) &&
    table.columns.some(({ name }) => meaningOf(name)?.meaning.name === 'email')
  )
}

const people = new Set(
  'customer client person user account member contact subscriber klant persoon gebruiker lid relatie people personen klanten leden'.split(
    ' ',
  ),
)

function byLikelihood(catalog: Catalog): (one: Table, other: Table) => number {
  const called = ({ name }: Table): number =>
    wordsOf(singularOf(name)).some((word) => people.has(word)) ? 1 : 0
  return (one, other) =>
    referencesTo(other, catalog) - referencesTo(one, catalog) || called(other) - called(one)
}

function referencesTo(table: Table, { tables }: Catalog): number {
  return tables.filter(
    (other) =>
      nameOf(other) !== nameOf(table) &&
      other.foreignKeys.some((key) => `${key.schema}.${key.table}` === nameOf(table)),
  ).length
}

/** The shortest way from the rows of a table to one of the matches; null when there is none. */
export function leadOf(table: Table, catalog: Catalog, matches: readonly ProposedMatch[]): Lead | null {
  let paths: readonly (readonly Step[])[] = [[]]
  const seen = new Set([nameOf(table)])
  while (paths.length > 0) {
    const longer = paths.flatMap((path) =>
      stepsFrom(path.at(-1)?.to ?? table, catalog).map((step): readonly Step[] => [...path, step]),
    )
    const arrived = longer.filter((path) => matches.some((match) => isAt(match, path)))
    const [best] = arrived.toSorted((one, other) => fitness(other) - fitness(one))
    const match = matches.find((match) => best !== undefined && isAt(match, best))
    if (best !== undefined && match !== undefined) {
      return leadAlong(best, match, arrived)
    }
    const fresh = longer.filter((path) => !seen.has(nameOf(path.at(-1)?.to ?? table)))
    for (const path of fresh) seen.add(nameOf(path.at(-1)?.to ?? table))
    paths = fresh
  }
  return null
}

const isAt = ({ table }: ProposedMatch, path: readonly Step[]): boolean =>
  nameOf(table) === nameOf(path.at(-1)?.to ?? { schema: '', name: '' })

/** A column that is called after where it leads is sooner the owner than one that names a role: who handled an order. */
function fitness(path: readonly Step[]): number {
  const points = path.map(({ from, to }) => {
    const column = from.table.columns.find(({ name }) => name === from.column)
    const isNamed = wordsOf(from.column).includes(wordsOf(singularOf(to.name)).at(-1) ?? '')
    return (isNamed ? 2 : 0) + (column?.notNull === true ? 1 : 0)
  })
  return points.reduce((sum, one) => sum + one, 0)
}

function leadAlong(
  path: readonly Step[],
  match: ProposedMatch,
  arrived: readonly (readonly Step[])[],
): Lead | null {
  const last = path.at(-1)
  const places = path.map(({ from }) => from)
  // a reference to another column than the key: one step more, inside the table of the match
  if (last !== undefined && last.toColumn !== match.key)
    places.push({ table: match.table, column: match.key })
  const [first, ...rest] = places
  if (first === undefined) return null
  const others = arrived.flatMap(([step]) =>
    step === undefined || step.from.column === first.column ? [] : step.from.column,
  )
  return { match, path: [first, ...rest], others: [...new Set(others)] }
}

function stepsFrom(table: Table, { tables }: Catalog): Step[] {
  return table.foreignKeys.flatMap(
    ({ columns: [column = '', ...more], schema, table: name, foreignColumns }) => {
      const to = tables.find((other) => nameOf(other) === `${schema}.${name}`)
      const own = table.columns.find((one) => one.name === column)
      const [toColumn = ''] = foreignColumns
      const leads =
        more.length === 0 && to !== undefined && own !== undefined && canBeKey(own) && to !== table
      return leads ? [{ from: { table, column }, to, toColumn }] : []
    },
  )
}

export const columnOf = ({ table, column }: Place): Column | undefined =>
  table.columns.find(({ name }) => name === column)
