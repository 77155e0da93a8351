import { recordTypes } from '@rechtop/schema'
import { camelCase, singularOf, wordsOf } from '../spelling.ts'
import { nameOf, type Catalog, type Column, type Table } from './catalog.ts'
import { canBeKey, shapeOf } from './column-type.ts'
import { free } from './identifiers.ts'
import { proposeIdentifiers } from './propose-identifiers.ts'
import { leadOf, proposeMatches, type Lead, type ProposedMatch } from './leads.ts'
import { meaningOf } from './meaning.ts'
import { ownType } from './own-type.ts'
import type { Proposal, ProposedExclusion, ProposedHolding } from './proposal.ts'
import { fittingType } from './record-fit.ts'
import { roleOf } from './role.ts'
import { isSameTable, splitRow, type Part } from './split.ts'

type Belonging = { readonly table: Table; readonly match: ProposedMatch; readonly lead: Lead | null }

/** Guesses from names and references what a person then confirms, line by line. */
export function propose(catalog: Catalog, connector: string): Proposal {
  const matches = proposeMatches(catalog)
  const used = new Set<string>()
  const holdings: ProposedHolding[] = []
  const excluded: ProposedExclusion[] = []
  const leftOut: { table: Table; why: string }[] = []
  for (const table of inOrderOf(matches, catalog)) {
    const own = matches.find((match) => isSameTable(match.table, table))
    const lead = own === undefined ? leadOf(table, catalog, matches) : null
    const match = own ?? lead?.match
    const why = match === undefined ? 'nothing leads from it to a person' : reasonAgainst(table)
    if (match === undefined || why !== null) {
      leftOut.push({ table, why: why ?? '' })
      continue
    }
    const said = holdingsOf({ table, match, lead }, matches, connector, used)
    holdings.push(...said.holdings)
    excluded.push(...said.excluded)
  }
  return {
    matches: matches.map((match) => ({ ...match, identifiers: proposeIdentifiers(match.table) })),
    holdings,
    excluded,
    leftOut,
  }
}

function inOrderOf(matches: readonly ProposedMatch[], { tables }: Catalog): Table[] {
  const first = matches.map(({ table }) => table)
  return [...first, ...tables.filter((table) => !first.some((other) => isSameTable(table, other)))]
}

function reasonAgainst({ primaryKey, columns }: Table): string | null {
  if (primaryKey.length === 0) return 'it has no primary key, so its rows can’t be told apart'
  const keys = columns.filter(({ name }) => primaryKey.includes(name))
  return keys.every(canBeKey) ? null : 'its primary key is of a type that is no key'
}

function holdingsOf(
  { table, match, lead }: Belonging,
  matches: readonly ProposedMatch[],
  connector: string,
  used: Set<string>,
): { holdings: ProposedHolding[]; excluded: ProposedExclusion[] } {
  const isFirst = matches[0] === match && lead === null
  const owner = lead?.path[0].column
  const references = new Set(table.foreignKeys.flatMap(({ columns }) => columns))
  const roles = Map.groupBy(
    table.columns.filter(({ name }) => name !== owner),
    roleOf,
  )
  const others = [...(lead?.others ?? []), ...secondPeople(table, owner, matches)]
  const data = (roles.get('data') ?? []).filter(
    (column) => !isSurrogate(table, column) && !others.includes(column.name),
  )
  const own = data.filter(({ name }) => !references.has(name))
  // a shared type has no field for a reference; a type of its own tells which product it was
  const fit = fittingType(table, data) ?? fittingType(table, own)
  const at = { table, match, lead, unread: roles.get('secret') ?? [] }
  const excluded = exclusions(
    table,
    roles,
    others,
    fit === null ? [] : data.filter((one) => !own.includes(one)),
  )
  const name = free(used, [camelCase(table.name), camelCase(`${table.schema} ${table.name}`)])
  if (fit !== null) {
    const dated = eventDate(table, fit.mapping)
    return { holdings: [{ ...at, ...fit, name, part: false, dated }], excluded }
  }
  const { parts, rest } = isEvents(table, data) ? { parts: [], rest: data } : splitRow(table, data)
  const [first] = parts.toSorted((one, other) => Number(isAddress(other)) - Number(isAddress(one)))
  if (rest.length === 0 && first === undefined) {
    // a row of keys alone still says that somebody is there
    const keys = table.columns.filter((column) => table.primaryKey.includes(column.name))
    const type = ownType(connector, table, keys)
    return { holdings: [{ ...at, name, type, mapping: type.fields, part: false, dated: null }], excluded }
  }
  const holdings = parts.map((part): ProposedHolding => {
    const isOwner = rest.length === 0 && part === first
    const called = isOwner && !isFirst ? name : free(used, [nameOfPart(part, table, isFirst)])
    return { ...at, ...part, name: called, part: !isOwner, dated: null, unread: isOwner ? at.unread : [] }
  })
  if (rest.length === 0) return { holdings, excluded }
  const made = ownType(connector, table, rest)
  const { type, mapping } = fittingType(table, rest) ?? { type: made, mapping: made.fields }
  const dated = eventDate(table, mapping)
  return { holdings: [...holdings, { ...at, name, type, mapping, part: false, dated }], excluded }
}

/** Columns that refer to people, and are not the owner: who recommended a customer, who handled an order. */
function secondPeople(
  { foreignKeys }: Table,
  owner: string | undefined,
  matches: readonly ProposedMatch[],
): string[] {
  return foreignKeys
    .filter((key) => matches.some((match) => nameOf(match.table) === `${key.schema}.${key.table}`))
    .flatMap(({ columns }) => columns)
    .filter((column) => column !== owner)
}

const isAddress = ({ type }: Part): boolean => type.name === 'EmailAddress'

/** A number or uuid that only tells rows apart. */
function isSurrogate({ primaryKey }: Table, column: Column): boolean {
  const isText = canBeKey(column) && /char|text/.test(column.type)
  return primaryKey.length === 1 && primaryKey[0] === column.name && !isText
}

function exclusions(
  table: Table,
  roles: ReadonlyMap<string, readonly Column[]>,
  others: readonly string[],
  references: readonly Column[],
): ProposedExclusion[] {
  const toPeople = table.columns.filter(({ name }) => others.includes(name))
  return [
    ...(roles.get('technical') ?? []).map((column) => ({ table, column, why: 'technical' as const })),
    ...(roles.get('hidden') ?? []).map((column) => ({ table, column, why: 'hidden' as const })),
    ...references.map((column) => ({ table, column, why: 'reference' as const })),
    ...toPeople.map((column) => ({ table, column, why: 'other person' as const })),
  ]
}

const eventWords = new Set(
  'log logs event events view views visit visits session sessions click clicks audit history login logins open opens bezoek bezoeken sessies'.split(
    ' ',
  ),
)

/** Many small rows that nobody looks at one by one. */
function isEvents({ name }: Table, columns: readonly Column[]): boolean {
  const isCalled = wordsOf(name).some((word) => eventWords.has(word))
  const traces = columns.filter((column) =>
    /^(ipAddress|userAgent|url|referrer)$/.test(meaningOf(column.name)?.meaning.name ?? ''),
  )
  const isDated = columns.some((column) => shapeOf(column) === 'date-time')
  return isDated && (isCalled || traces.length > 1)
}

function eventDate(table: Table, mapping: ProposedHolding['mapping']): string | null {
  const columns = mapping.map(({ column }) => column)
  if (!isEvents(table, columns)) return null
  return mapping.find(({ column }) => shapeOf(column) === 'date-time')?.field ?? null
}

function nameOfPart({ type, of }: Part, table: Table, isFirst: boolean): string {
  const plural = Object.entries(recordTypes).find(([, one]) => one.name === type.name)?.[0] ?? type.name
  return camelCase(`${isFirst ? '' : singularOf(table.name)} ${of} ${plural}`)
}
