import type { PlanLine } from '@rechtop/engine'
import type { StoredRecord } from '../backing.ts'
import { fieldOf } from '../stored-value.ts'

/**
 * The last day that a record stays after an erasure, from the plan lines that speak of it; null when it would go, or
 * stays without a known end.
 */
export function keepUntilOf({ holding, data }: StoredRecord, lines: readonly PlanLine[]): string | null {
  const staying = lines.filter(({ action }) => action === 'keep' || action === 'reduce')
  const dated = holding.dated === undefined ? null : fieldOf(data, holding.dated)
  const isErased = lines.some(
    ({ action, grain, before }) =>
      action === 'erase' &&
      grain === 'set' &&
      (before === null || (typeof dated === 'string' && dated < before)),
  )
  if (isErased) return null
  return staying.find(({ until }) => until !== null)?.until?.slice(0, 10) ?? null
}
