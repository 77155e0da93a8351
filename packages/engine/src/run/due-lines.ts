import type { Failure, Holdings } from '@rechtop/connector'

/** An open line as far as its run needs to know it. */
export type OpenLine = {
  readonly id: string
  readonly match: string | null
  readonly holding: string
  readonly done: number
  /** It is not sent before. */
  readonly checkAfter: Date | null
  /** How the last try failed. */
  readonly failure: Failure | null
}

/** Names the lines of one holding of one match. */
const placeOf = (match: string | null, holding: string): string => `${match} ${holding}`

/** The places of these lines, to be asked whether a line comes after one of them. */
export function placesOf(lines: readonly OpenLine[]): Set<string> {
  return new Set(lines.map(({ match, holding }) => placeOf(match, holding)))
}

/** The holding that a line comes after and that has one of these places. */
export function blockerOf(
  { match, holding }: OpenLine,
  places: ReadonlySet<string>,
  holdings: Holdings,
): string | undefined {
  return holdings[holding]?.after?.find((other) => places.has(placeOf(match, other)))
}

/**
 * The open lines that are sent now, of lines in erasure order. A connector sees only the lines that it is sent: what
 * comes after a line whose time has not come is held back with it, and goes in one order with it later.
 */
export function dueLines<Line extends OpenLine>(
  open: readonly Line[],
  holdings: Holdings,
  now: Date,
): ReadonlySet<Line> {
  const held: Line[] = []
  const due = new Set<Line>()
  for (const line of open) {
    const waits = line.checkAfter !== null && line.checkAfter > now
    if (waits || blockerOf(line, placesOf(held), holdings) !== undefined) held.push(line)
    else due.add(line)
  }
  return due
}
