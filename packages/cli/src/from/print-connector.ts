import { camelCase } from '../spelling.ts'
import type { Table } from './catalog.ts'
import { isZoneless } from './column-type.ts'
import type { Identifiers } from './identifiers.ts'
import { quoted } from './print-record-types.ts'
import { isOwn, type Proposal, type ProposedExclusion, type ProposedHolding } from './proposal.ts'

/** The declaration of the connector. */
export function printConnector(name: string, proposal: Proposal, identifiers: Identifiers): string {
  const { matches, holdings, excluded } = proposal
  const column = (table: Table, one: string): string =>
    `${identifiers.table(table)}.${identifiers.column(table, one)}`
  const own = [...new Set(holdings.flatMap(({ type }) => (isOwn(type) ? type.name : [])))].sort()
  const shared = [...new Set(holdings.flatMap(({ type }) => (isOwn(type) ? [] : type.name)))].sort()
  const tables = [
    ...matches.map(({ table }) => table),
    ...holdings.flatMap(({ table, lead }) => [table, ...(lead?.path ?? []).map((place) => place.table)]),
  ]
  const hasZoneless = holdings.some(({ mapping }) => mapping.some((one) => isZoneless(one.column)))
  const body = `/** Proposals from the names in the catalog, until src/undecided.ts is empty. */
export const ${camelCase(name)} = untilDecided(
  defineSqlConnector({
    name: '${name}',
    processor: { name: 'undecided', country: 'NL' },
    backupHorizon: 'P30D',
    gaps: [],
    matches: {
${matches.map((match) => matchEntry(match, identifiers.table(match.table), column)).join('\n')}
    },
    holdings: {
${holdings.map((holding) => holdingEntry(holding, matches.length > 1, identifiers.table(holding.table), column)).join('\n')}
    },${excluded.length === 0 ? '' : `\n    excluded: [\n${excluded.map((one) => exclusionEntry(one, column)).join('\n')}\n    ],`}${hasZoneless ? `\n    zonelessTimes: 'UTC',` : ''}
  }),
)
`
  return `import { defineHolding } from '@rechtop/connector'
import { defineSqlConnector, withRows } from '@rechtop/connector/sql'
${shared.length === 0 ? '' : `import { ${shared.join(', ')} } from '@rechtop/schema'\n`}${body.includes('sql`') ? "import { sql } from 'drizzle-orm'\n" : ''}${own.length === 0 ? '' : `import { ${own.join(', ')} } from './record-types.ts'\n`}import { ${[...new Set(tables.map(identifiers.table))].sort().join(', ')} } from './tables.ts'
import { untilDecided } from './until-decided.ts'

${body}`
}

type ColumnIn = (table: Table, column: string) => string

function matchEntry(
  { name, table, key, identifiers }: Proposal['matches'][number],
  tableName: string,
  column: ColumnIn,
): string {
  const found = identifiers.map((one) => `${one.kind}: ${column(table, one.column)}`)
  const named = table.primaryKey.length === 1 ? '' : `, key: ${column(table, key)}`
  return `      ${name}: { table: ${tableName}${named}, identifiers: { ${found.join(', ')} } },`
}

function holdingEntry(
  holding: ProposedHolding,
  hasMatches: boolean,
  tableName: string,
  column: ColumnIn,
): string {
  const { name, table, match, lead, type, mapping, part, dated, unread } = holding
  const path = (lead?.path ?? []).map((place) => column(place.table, place.column))
  const owner = path.length > 1 ? `[${path.join(', ')}]` : path[0]
  const basis = dated === null ? 'contract' : 'legitimate-interest'
  const rows = [
    ...(hasMatches ? [`match: '${match.name}'`] : []),
    `table: ${tableName}`,
    ...(part ? ['part: true'] : []),
    ...(owner === undefined ? [] : [`owner: ${owner}`]),
    `fields: { ${mapping.map((one) => `${one.field}: ${sourceOf(one, column(table, one.column.name))}`).join(', ')} }`,
    ...(part || unread.length === 0
      ? []
      : [`unread: [${unread.map((one) => column(table, one.name)).join(', ')}]`]),
  ]
  return `      ${name}: withRows(
        defineHolding({
          type: ${type.name},
          grain: '${dated === null ? 'record' : 'set'}',
          role: 'controller',
          purposes: [{ purpose: 'undecided', basis: '${basis}', fields: 'all', keep: 'until-asked' }],
          onErase: 'erase',${dated === null ? '' : `\n          dated: '${dated}',`}
        }),
        { ${rows.join(', ')} },
      ),`
}

const sourceOf = ({ reference }: ProposedHolding['mapping'][number], column: string): string =>
  reference === true ? `sql\`\${${column}}::text\`` : column

const reasons: Readonly<Record<ProposedExclusion['why'], string>> = {
  technical: 'The system keeps it for its own books. Goes with the row.',
  hidden: 'When the row was hidden. A hidden row is held like all others, and goes with them.',
  reference: 'Which row of another table. Goes with the row.',
  'other person': 'Names a second person. Goes with the row.',
}

const exclusionEntry = ({ table, column: { name }, why }: ProposedExclusion, column: ColumnIn): string =>
  `      { column: ${column(table, name)}, reason: ${quoted(reasons[why])} },`
