import { inErasureOrder } from '../define-connector.ts'
import { columnsOfPath } from './owner-path.ts'
import type { Matches, RowHolding, RowHoldings } from './resolved.ts'
import { factsOf, isSameTable } from './table-facts.ts'

type GoesFirst = (one: RowHolding, other: RowHolding) => boolean

/**
 * Adds to each `after` what the tables themselves say: rows go before those through which they are found, everything
 * goes before the row of its match, and rows go before those that they refer to. What the declaration says stands
 * first. Of references in a circle the last is left out: the database will say whether it minds.
 */
export function withErasureOrder(holdings: RowHoldings, matches: Matches): RowHoldings {
  inErasureOrder(holdings)
  const entries = Object.entries(holdings)
  const after = new Map(entries.map(([name, holding]) => [name, [...(holding.after ?? [])]]))
  const rules: readonly GoesFirst[] = [isFoundThrough, beforeItsMatch(matches), refersTo]
  for (const goesFirst of rules) {
    for (const [name, holding] of entries) {
      if (!deletes(holding)) continue
      for (const [other, its] of entries) {
        const waits = after.get(name) ?? []
        if (other === name || waits.includes(other) || !goesFirst(its, holding)) continue
        if (!leadsTo(other, name, after)) waits.push(other)
      }
    }
  }
  return Object.fromEntries(
    entries.map(([name, holding]) => [name, { ...holding, after: after.get(name) ?? [] }]),
  )
}

function leadsTo(from: string, to: string, after: ReadonlyMap<string, readonly string[]>): boolean {
  const seen = new Set<string>()
  const visit = (name: string): boolean => {
    if (name === to) return true
    if (seen.has(name)) return false
    seen.add(name)
    return (after.get(name) ?? []).some(visit)
  }
  return visit(from)
}

const deletes = ({ rows, onErase }: RowHolding): boolean => !rows.part && onErase === 'erase'

/** Its rows lead to their match through the other's, or are columns of them. */
const isFoundThrough: GoesFirst = ({ rows }, other) => {
  if (isSameTable(rows.table, other.rows.table)) return rows.part
  return columnsOfPath(rows.owner).some(({ table }) => isSameTable(table, other.rows.table))
}

const beforeItsMatch =
  (matches: Matches): GoesFirst =>
  ({ rows }, other) => {
    const match = matches[other.rows.match]
    const isRowOfMatch = match !== undefined && isSameTable(match.table, other.rows.table)
    return isRowOfMatch && rows.match === other.rows.match && !isSameTable(rows.table, other.rows.table)
  }

const refersTo: GoesFirst = (one, other) =>
  deletes(one) &&
  !isSameTable(one.rows.table, other.rows.table) &&
  factsOf(one.rows.table).references.some(({ table }) => isSameTable(table, other.rows.table))
