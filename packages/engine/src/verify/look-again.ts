import { finding } from '../request/findings.ts'
import type { Finding } from '../request/request.ts'
import type { Parts } from '../request/parts.ts'
import { countSets } from '../plan/read-systems.ts'
import { keyOfLine, type Plan } from '../plan/plan.ts'
import { ownMatches, type LocatedSubject } from '../subject/located.ts'
import type { Leftover } from './compare.ts'

/** How many items of each set in a plan are older than a moment: by match and holding. */
export async function countOlder(
  subject: LocatedSubject,
  plan: Plan,
  moment: Date,
  { systems }: Parts,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, number | null>> {
  const older = new Map<string, number | null>()
  const sets = plan.lines.filter(
    ({ grain, action, unread }) => grain === 'set' && action === 'erase' && unread === undefined,
  )
  for (const [id, lines] of Map.groupBy(sets, ({ system }) => system)) {
    const system = systems.get(id)
    const matches = ownMatches(subject).filter((match) => lines.some((line) => line.match === match.id))
    if (system === undefined || matches.length === 0) continue
    const dated = lines.filter(({ holding }) => system.connector.holdings[holding]?.dated !== undefined)
    const before = Object.fromEntries(dated.map((line) => [line.holding, earlier(line.before, moment)]))
    const counts = dated.length === 0 ? [] : await countSets(system, matches, before, signal)
    for (const line of lines) {
      const index = matches.findIndex(({ id: match }) => match === line.match)
      older.set(keyOfLine(line), line.holding in before ? (counts[index]?.[line.holding] ?? 0) : null)
    }
  }
  return older
}

/** What the plan itself would keep is not left over. */
function earlier(cut: string | null, moment: Date): string {
  const planned = moment.toISOString()
  return cut !== null && cut < planned ? cut : planned
}

/** What a person reads of a leftover. */
export function leftoverFinding({ line, count, fields }: Leftover): Finding {
  const { system, holding, unread } = line
  if (unread !== undefined) return finding('FAILED', system, holding, count, 'It was not carried out; retry.')
  const message = 'The system said that this went, and it is still there.'
  return finding('STILL_THERE', system, holding, count, message, fields)
}
