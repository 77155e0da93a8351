import type { Plan } from '../plan/plan.ts'
import type { LocatedSubject } from '../subject/located.ts'
import type { Finding } from './request.ts'

/** What a person should know of a plan before it is carried out and after. */
export function findingsOf(located: LocatedSubject, plan: Plan | null): Finding[] {
  const unreadable = plan?.incomplete ?? []
  return [
    ...located.systems.flatMap(({ system, status, needs }) => {
      const failed =
        status === 'failed' || unreadable.some((gap) => gap.system === system && gap.reason === 'failed')
      if (failed)
        return [finding('UNREACHABLE', system, null, 0, 'The system could not be read; it is tried again.')]
      if (status === 'unsearchable') {
        const message = `The system can only be searched by ${needs.join(', ')}; ask the person for one.`
        return [finding('UNSEARCHABLE', system, null, 0, message)]
      }
      return []
    }),
    ...located.systems.flatMap(({ system, matches }) => {
      const possible = matches.filter(({ standing }) => standing === 'possible').length
      const message = 'Possibly another person: say for each match whether it is the subject.'
      return possible === 0 ? [] : [finding('UNDECIDED', system, null, possible, message)]
    }),
    ...undecidedLines(located, plan),
    ...unverifiable(plan),
  ]
}

/** Lines of a sure match that can't be decided: a term that can't be counted, a record that names others. */
function undecidedLines(located: LocatedSubject, plan: Plan | null): Finding[] {
  const possible = new Set(
    located.systems.flatMap(({ matches }) =>
      matches.filter(({ standing }) => standing === 'possible').map(({ id }) => id),
    ),
  )
  return (plan?.lines ?? [])
    .filter(({ action, match }) => action === 'undecided' && match !== null && !possible.has(match))
    .map(({ system, holding, count, why }) => finding('UNDECIDED', system, holding, count, why))
}

/** Of what a system never shows, its own word is all there is: that is said, and keeps nothing from being verified. */
function unverifiable(plan: Plan | null): Finding[] {
  const lines = (plan?.lines ?? []).filter(({ action, unread }) => action === 'erase' && unread !== undefined)
  const byHolding = new Map(lines.map((line) => [`${line.system} ${line.holding}`, line]))
  return [...byHolding.values()].map(({ system, holding, unread }) => {
    const message = `The system never shows these records, so nobody can check that they go: ${unread}`
    return finding('UNVERIFIABLE', system, holding, 0, message)
  })
}

export function finding(
  code: Finding['code'],
  system: string | null,
  holding: string | null,
  count: number,
  message: string,
  fields: readonly string[] = [],
): Finding {
  return { code, system, holding, fields, count, message }
}
