import type { AnyConnector, Skip } from '../connector.ts'
import type { Property } from './conformance-system.ts'

/** What is wrong with the skips of a connector, as advice. A skip is a promise with a date. */
export function skipProblems(connector: AnyConnector, properties: readonly Property[], now: Date): string[] {
  return (connector.skips ?? []).flatMap((skip) => {
    const problem = problemOf(skip, connector, properties, now)
    return problem === null ? [] : [`the skip of ${skip.property} ${problem}`]
  })
}

function problemOf(
  { property: id, reason, until }: Skip,
  connector: AnyConnector,
  properties: readonly Property[],
  now: Date,
): string | null {
  const property = properties.find((property) => property.id === id)
  if (property === undefined) return 'names no property of this kit: remove it, or mend the id'
  if (property.appliesTo?.(connector) === false)
    return 'is for something that the connector does not offer: remove it'
  if (reason.trim() === '') return 'has no reason: say why, and what will change it'
  if (!/^\d{4}-\d{2}-\d{2}$/.test(until) || Number.isNaN(Date.parse(until)))
    return 'has no date: write "until" like 2027-01-31'
  if (isOver(until, now))
    return `ran out on ${until}: mend the connector, or give a new date and a reason that still holds`
  return null
}

/** Whether its last day has passed. */
export function isOver(until: string, now: Date): boolean {
  return now.toISOString().slice(0, 10) > until
}
