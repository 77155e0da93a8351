import type { IdentifierKind } from '@rechtop/schema'
import { camelCase } from '../spelling.ts'
import { nameOf, type Catalog, type Column, type Table } from './catalog.ts'
import { shapeOf } from './column-type.ts'
import { free } from './identifiers.ts'
import { furnishedTables, isSingle, keyAt, plantedTables, targetOf } from './plant-order.ts'
import { inventedValue, inventions } from './plant-value.ts'
import { quotedName } from './print-schema.ts'
import { isOwn, type Proposal, type ProposedHolding } from './proposal.ts'

const invented: Readonly<
  Record<IdentifierKind, readonly [target: string, neighbour: string, stranger: string]>
> = {
  email: ['Tineke.Jansen@example.nl', 'mar.tineke.jansen@example.nl', 'willem@example.com'],
  phone: ['06 0000 1234', '06 0000 1235', '06 0000 7777'],
  customerNumber: ['1001', '10010', '7777'],
  accountId: ['2001', '20010', '8888'],
  externalId: ['3001', '30010', '9999'],
  cookieId: ['4001-cookie', '40010-cookie', '6666-cookie'],
}

/** What puts three invented people into the tables, and tells what an export must give. */
export function printPlant(catalog: Catalog, proposal: Proposal): string {
  const planted = plantedTables(catalog, proposal)
  const furnished = furnishedTables(catalog, planted)
  const used = new Set([
    'people',
    'person',
    'plant',
    'furnish',
    'rows',
    'insert',
    'role',
    'count',
    'several',
    ...Object.keys(inventions),
  ])
  const names = new Map(
    [...furnished, ...planted].map((table) => [
      nameOf(table),
      free(used, [camelCase(table.name), `${camelCase(table.name)}Rows`]),
    ]),
  )
  const at: Place = { catalog, proposal, furnished, names }
  const kinds = [
    ...new Set(proposal.matches.flatMap(({ identifiers }) => identifiers.map(({ kind }) => kind))),
  ]
  const steps = planted.map((table) => plantStep(table, at)).join('\n')
  const furnish = furnished
    .map((table) => `  await insert('${quotedName(table)}', ${rowOf(table, at)})`)
    .join('\n')
  const body = `const plant: SqlSystem['plant'] = async (role, insert, count) => {
  const person = people[role]
${steps}
  return {
    identifiers: [${kinds.map((kind) => `{ kind: '${kind}', value: person.${kind} }`).join(', ')}],
    records: {
${proposal.holdings.map((holding) => recordsOf(holding, at)).join('\n')}
    },${unreadOf(at)}
  }
}
${furnish === '' ? '' : furnishFunction(furnish)}`
  const needed = Object.entries(inventions).filter(([name]) =>
    new RegExp(`\\b${name}\\(`).test(
      `${body}${name === 'noonOf' ? dependents(body) : ''}${name === 'numberOf' && body.includes('uuidOf(') ? 'numberOf(' : ''}`,
    ),
  )
  const several = body.includes('several(') ? [severalFunction] : []
  const role = needed.some(([, text]) => text.includes('Role')) ? 'Role, ' : ''
  return `import type { ${role}SqlSystem } from '@rechtop/connector/testing'

// the neighbour looks like the target, and is somebody else
const people = {
${roles.map((role, index) => `  ${role}: { ${kinds.map((kind) => `${kind}: '${invented[kind][index] ?? ''}'`).join(', ')} },`).join('\n')}
}

/** Writes one person by plain SQL, and tells what an export must give. Guessed from the columns. */
${body}
${[...several, ...needed.map(([, text]) => text)].join('\n')}

/** What the conformance tests put into the tables. */
export const rows: Omit<SqlSystem, 'schema'> = { plant${furnish === '' ? '' : ', furnish'} }
`
}

const roles = ['target', 'neighbour', 'stranger'] as const
const dependents = (body: string): string => (body.includes('dayOf(') ? 'noonOf(' : '')
const severalFunction = `const several = <Row>(count: number, make: (nth: number) => Row): Row[] =>
  Array.from({ length: count }, (_, index) => make(index + 1))`
const furnishFunction = (statements: string): string => {
  const used = ['role', 'nth'].filter((name) => new RegExp(`\\b${name}\\b`).test(statements))
  const values = used.map((name) => `  const ${name} = ${name === 'nth' ? '1' : "'stranger'"}\n`)
  return `
/** Rows that the people’s refer to, and that are nobody’s. */
const furnish: SqlSystem['furnish'] = async (insert) => {
${values.join('')}${statements}
}
`
}

type Place = {
  readonly catalog: Catalog
  readonly proposal: Proposal
  readonly furnished: readonly Table[]
  readonly names: ReadonlyMap<string, string>
}

const isMatch = (table: Table, { proposal }: Place): boolean =>
  proposal.matches.some((match) => nameOf(match.table) === nameOf(table))

const isPlanted = (table: Table, { names, furnished }: Place): boolean =>
  names.has(nameOf(table)) && !furnished.includes(table)

function plantStep(table: Table, at: Place): string {
  const name = at.names.get(nameOf(table)) ?? ''
  const one = isMatch(table, at) || isSingle(table)
  const row = rowOf(table, at)
  const make = /\bnth\b/.test(row) ? `(nth) => (${row})` : `() => (${row})`
  const made = one ? `[1].map(${make})` : `several(count, ${make})`
  const insert = `await insert('${quotedName(table)}', ...${name})`
  const isReferredTo = at.catalog.tables.some(
    (other) =>
      other !== table &&
      isPlanted(other, at) &&
      other.foreignKeys.some((key) => targetOf(key) === nameOf(table)),
  )
  return `  const ${name} = ${made}\n  ${isReferredTo ? `const ${name}Stored = ` : ''}${insert}`
}

function rowOf(table: Table, at: Place): string {
  const identifiers =
    at.proposal.matches.find((match) => nameOf(match.table) === nameOf(table))?.identifiers ?? []
  const values = table.columns.flatMap((column) => {
    const kind = identifiers.find((one) => one.column === column.name)?.kind
    const ofPerson = kind === undefined ? null : personValue(column, kind)
    const value = ofPerson ?? reference(table, column, at) ?? inventedValue(table, column, at.catalog)
    return value === null || value === '' ? [] : [`${propertyName(column.name)}: ${value}`]
  })
  return `{ ${values.join(', ')} }`
}

const personValue = (column: Column, kind: IdentifierKind): string =>
  shapeOf(column) === 'number' ? `Number(person.${kind})` : `person.${kind}`

/** The key of the row that is meant; an empty text where the column stays empty; null where it refers to nothing. */
function reference(table: Table, column: Column, at: Place): string | null {
  const key = keyAt(table, column)
  if (key === undefined) return null
  const target = key.foreignColumns[key.columns.indexOf(column.name)] ?? ''
  const furnished = at.furnished.find((one) => nameOf(one) === targetOf(key))
  if (furnished !== undefined) {
    const named = furnished.columns.find(({ name }) => name === target)
    // counters begin again before each test
    return column.notNull ? (named?.numbered === true ? '1' : 'null') : ''
  }
  const name = at.names.get(targetOf(key))
  if (name === undefined || targetOf(key) === nameOf(table)) return column.notNull ? null : ''
  // of several the last, so that the others can be erased alone
  return `${name}Stored.at(-1)?.${target} ?? null`
}

function recordsOf({ name, table, mapping, type }: ProposedHolding, at: Place): string {
  const rows = at.names.get(nameOf(table)) ?? ''
  const fields = mapping.flatMap(({ field, column, reference }) => {
    const value = `row${/^\w+$/.test(column.name) ? `.${column.name}` : `['${column.name}']`}`
    const isText = reference === true || (!isOwn(type) && shapeOf(column) === 'number')
    return hasValue(table, column, at) ? [`${field}: ${isText ? `String(${value})` : value}`] : []
  })
  return `      ${name}: ${rows}.map((row) => ({ ${fields.join(', ')} })),`
}

function unreadOf(at: Place): string {
  const texts = at.proposal.holdings.flatMap(({ table, unread, part }) =>
    (part ? [] : unread)
      .filter((column) => hasValue(table, column, at))
      .map((column) => {
        const rows = at.names.get(nameOf(table)) ?? ''
        return `${rows}.map((row) => ({ text: row.${column.name}, reason: 'Never shown.' }))`
      }),
  )
  if (texts.length === 0) return ''
  const list = texts.length === 1 ? texts[0] : `[${texts.map((one) => `...${one}`).join(', ')}]`
  return `\n    unread: ${list},`
}

const hasValue = (table: Table, column: Column, at: Place): boolean =>
  rowOf(table, at).includes(`${propertyName(column.name)}: `)
const propertyName = (name: string): string => (/^[a-z_]\w*$/i.test(name) ? name : `'${name}'`)
