import { createHash } from 'node:crypto'
import type { PlanLine } from './plan.ts'

/**
 * The digest of a plan: SHA-256 over its decisions, refs and ceilings, in an order of its own. Counts and dates of cut
 * are left out, so that an active visitor or a new day does not make an approved plan stale.
 */
export function digestOf(lines: readonly PlanLine[]): string {
  return createHash('sha256').update(lines.map(decisionOf).toSorted().join('\n')).digest('base64url')
}

/** What of a line is approved, as one text. */
export function decisionOf(line: PlanLine): string {
  return JSON.stringify([
    line.system,
    line.match,
    line.holding,
    line.action,
    line.refs.toSorted(),
    line.ceiling,
    line.before !== null,
    line.fields.toSorted(),
    line.basis,
    line.citation,
    line.controller?.id ?? null,
  ])
}

/** How many items of a set may go at most: the next power of ten above twice their number, and at least 1,000. */
export function ceilingFor(count: number): number {
  return Math.max(1000, 10 ** Math.ceil(Math.log10(Math.max(1, count * 2))))
}
