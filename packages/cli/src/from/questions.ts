import { titleOf, type Table } from './catalog.ts'
import { isZoneless, shapeOf } from './column-type.ts'
import type { Lead } from './leads.ts'
import { meaningOf } from './meaning.ts'
import { isOwn, type Proposal, type ProposedExclusion, type ProposedHolding } from './proposal.ts'
import { roleOf } from './role.ts'

/** Everything that was guessed, and what nobody can guess: one line each, for a person to take out. */
export function questionsOf({ matches, holdings, excluded, leftOut }: Proposal): string[] {
  return [
    'processor: who runs this system, in which country, under which processing agreement?',
    'backupHorizon: how long do its backups still hold what was erased from it?',
    'gaps: what of a person does it hold that this connector does not reach?',
    ...matches.flatMap(({ name, table, references, identifiers }) => [
      `${titleOf(table)}: proposed as the match "${name}": it has an e-mail column, and ${countOf(references)} to it. Is each row one person, and is its key never given to another?`,
      ...identifiers.flatMap(({ kind, column, others }) => [
        `${titleOf(table)}.${column}: proposed as the identifier ${kind}. Does it name the person, or in some rows a company or a household? Then say so with "partyWhen".`,
        ...others.map(
          (other) =>
            `${titleOf(table)}.${other}: people may be searched by it too, and a match is searched by one column of ${kind}. Leave it so?`,
        ),
      ]),
    ]),
    ...holdings.flatMap(questionsOfHolding),
    ...excluded.map(questionOfExclusion),
    ...zonelessIn(holdings).map(
      (column) =>
        `${column}: has no time zone, and is taken as UTC (zonelessTimes). Is that what your system writes?`,
    ),
    ...leftOut.map(({ table, why }) => `${titleOf(table)}: left out: ${why}. ${suspicion(table)}`),
    'src/plant.ts: guessed too. Does it put a value into every column, as your system writes it?',
  ]
}

/** The columns with times of which nobody can guess the zone. */
function zonelessIn(holdings: Proposal['holdings']): string[] {
  const columns = holdings.flatMap(({ table, mapping }) =>
    mapping
      .filter(({ column }) => isZoneless(column))
      .map(({ column }) => `${titleOf(table)}.${column.name}`),
  )
  return [...new Set(columns)]
}

const countOf = (tables: number): string =>
  tables === 0 ? 'no table refers' : tables === 1 ? 'one table refers' : `${tables} tables refer`

function questionsOfHolding({
  name,
  table,
  lead,
  type,
  mapping,
  part,
  dated,
  unread,
}: ProposedHolding): string[] {
  const at = titleOf(table)
  const columns = mapping.map(({ column }) => column.name).join(', ')
  const kind = isOwn(type) ? `a type of its own, ${type.name}` : type.name
  const cut = dated === null ? '' : `, as a set that is cut by ${dated}`
  return [
    `${name}: ${at} (${columns}) as ${kind}${cut}. Why do you hold it, on which legal basis, and for how long?`,
    ...(lead === null || part ? [] : [pathQuestion(at, lead)]),
    ...(isOwn(type)
      ? type.fields.map(({ column, category, guessed }) => {
          const json = shapeOf(column) === 'json' ? ' It is JSON: name its keys as fields, with inJson.' : ''
          return guessed
            ? `${at}.${column.name}: proposed as ${category}. Is that what stands in it?${json}`
            : `${at}.${column.name}: no category follows from its name; ${category} stands in. Which one is it, and why do you hold it?${json}`
        })
      : []),
    ...unread.map(
      (column) =>
        `${at}.${column.name}: proposed as unread: never shown, gone with the row. Is it nothing that a person may see?`,
    ),
  ]
}

function pathQuestion(at: string, { path, match, others }: Lead): string {
  const way = path.map(({ table, column }) => `${titleOf(table)}.${column}`).join(', then ')
  const also = others.length === 0 ? '' : ` (${others.join(', ')} leads there too, and is excluded)`
  return `${at}: proposed as the ${match.name}’s, by ${way}${also}. Is it that person’s?`
}

function questionOfExclusion({ table, column, why }: ProposedExclusion): string {
  const at = `${titleOf(table)}.${column.name}`
  if (why === 'technical')
    return `${at}: proposed as excluded, as technical. Does it say nothing of a person?`
  if (why === 'hidden') {
    return `${at}: rows with a value here look deleted, and are still held: they are found, exported and erased like all others. Is that right?`
  }
  if (why === 'reference')
    return `${at}: refers to another table, and is excluded. Does it say nothing of a person?`
  return `${at}: refers to a second person, and is excluded. Does this row tell of them too? Then "sharedWhen" keeps it.`
}

/** Columns of a table that was left out, and look as if they were somebody's. */
function suspicion({ columns }: Table): string {
  const personal = columns.filter((column) => roleOf(column) === 'data' && meaningOf(column.name) !== null)
  if (personal.length === 0) return 'Is there nobody in it?'
  return `But ${personal.map(({ name }) => name).join(', ')} may be somebody’s: whose?`
}
