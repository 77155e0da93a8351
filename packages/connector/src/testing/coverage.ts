import type { Keep } from '@rechtop/schema'
import { capabilities, type AnyConnector } from '../connector.ts'
import type { Holding } from '../holding.ts'

/** What each connector reaches and can do, what it keeps and why, and what it does not: Markdown for a reader. */
export function coverageTable(connectors: readonly AnyConnector[]): string {
  return `${connectors.map(section).join('\n')}`
}

function section(connector: AnyConnector): string {
  const {
    name,
    processor,
    identifiers,
    backupHorizon,
    holdings,
    gaps,
    needs = [],
    skips = [],
    excluded = [],
  } = connector
  const agreement = processor.agreement === undefined ? '' : `, ${processor.agreement}`
  const concurrency =
    connector.concurrency === undefined ? [] : [`Requests at once: ${connector.concurrency}`]
  return [
    `## ${name}`,
    '',
    `- Processor: ${processor.name} (${processor.country})${agreement}`,
    `- Searched by: ${identifiers.join(', ')}`,
    `- Backups hold what was erased for ${backupHorizon}`,
    ...concurrency.map((line) => `- ${line}`),
    '',
    ...table(
      ['Can', 'Offered'],
      ['find', 'export', 'erase', ...capabilities].map((verb) => [verb, isOffered(connector, verb)]),
    ),
    '',
    ...table(
      ['Holding', 'Record type', 'Grain', 'Role', 'On erasure', 'Purposes', 'Stays whatever is done'],
      Object.entries(holdings).map(([holding, declared]) => [holding, ...describeHolding(declared)]),
    ),
    '',
    ...listed('Needs', needs),
    ...listed(
      'Erased, and never shown, so that nobody can check it',
      Object.entries(holdings).flatMap(([holding, { unread }]) =>
        unread === undefined ? [] : [`${holding}: ${unread}`],
      ),
    ),
    ...listed('Not reached', gaps),
    ...listed(
      'Not exported',
      excluded.map(({ at, reason }) => `${at}: ${reason}`),
    ),
    ...listed(
      'Properties of the conformance kit that are skipped',
      skips.map(({ property, reason, until }) => `${property}, until ${until}: ${reason}`),
    ),
  ].join('\n')
}

function isOffered(connector: AnyConnector, verb: string): string {
  const has = Object.entries(connector).some(([name, member]) => name === verb && member !== undefined)
  return has ? 'offered' : 'not offered'
}

function describeHolding({ type, grain, role, onErase, purposes, residue = [] }: Holding): string[] {
  const why = purposes.map(({ purpose, basis, fields, keep }) => {
    const which = fields === 'all' ? '' : ` (${fields.join(', ')})`
    return `${purpose}${which}: ${basis}, ${keptFor(keep)}`
  })
  const stays = residue.map(({ what, citation }) => `${what} (${citation})`)
  return [type.name, grain, role, onErase, why.join('<br>'), stays.join('<br>')]
}

function keptFor(keep: Keep<string>): string {
  if (keep === 'until-asked') return 'until asked'
  if ('with' in keep) return `as long as ${keep.with}`
  if ('while' in keep) return `while ${keep.while} (${keep.citation})`
  const end = keep.endOf === undefined ? '' : `, to the end of the ${keep.endOf}`
  return `${keep.period} from ${keep.from}${end} (${keep.citation})`
}

function listed(title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : [`${title}:`, '', ...lines.map((line) => `- ${line}`), '']
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`
  return [line(head), line(head.map(() => '---')), ...rows.map(line)]
}
