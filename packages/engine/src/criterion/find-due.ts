import { failureOf, FailureError, permanent, type Due } from '@rechtop/connector'
import type { Json } from '@rechtop/schema'
import { addPeriod, dayOf, endOfDay } from '../plan/calendar.ts'
import type { Policy } from '../policy/policy.ts'
import { searchProblem } from '../request/search-problem.ts'
import type { Seal } from '../store/seal.ts'
import { callSystem, limits } from '../system/call-system.ts'
import type { System } from '../system/system.ts'
import type { Criterion, DuePage, DueSubject } from './criterion.ts'

export type FindDueDependencies = {
  readonly systems: ReadonlyMap<string, System>
  readonly policy: Policy
  readonly seal: Seal
  readonly now: () => Date
}

/** A page of those whom a criterion names now. What goes wrong in the system is told in the page. */
export async function findDue(
  criterion: Criterion,
  { first, after }: { readonly first: number; readonly after?: string },
  dependencies: FindDueDependencies,
  signal: AbortSignal,
): Promise<DuePage> {
  const { systems, policy, seal } = dependencies
  const { system: id, holding } = criterion
  const items: DueSubject[] = []
  const place = `due ${criterion.id}`
  try {
    const system = systems.get(id)
    if (system === undefined) throw new FailureError(permanent('the system of a criterion is gone'))
    const ask = { holding, before: termOf(criterion, dependencies), first: first + 1, ...from(after) }
    await callSystem(system, limits.read, signal, async (context) => {
      for await (const one of system.connector.due?.([ask], context) ?? []) {
        context.signal.throwIfAborted()
        items.push({ identifiers: usable(one), cursor: seal.seal(one.cursor, place) })
      }
    })
    const page = items.slice(0, first)
    return {
      items: page,
      nextCursor: items.length > first ? (page.at(-1)?.cursor ?? null) : null,
      failure: null,
    }
  } catch (error) {
    signal.throwIfAborted()
    return { items: items.slice(0, first), nextCursor: null, failure: failureOf(error) }
  }

  function from(sealed: string | undefined): { readonly after?: string } {
    if (sealed === undefined) return {}
    try {
      return { after: String(seal.open(sealed, place)) }
    } catch {
      throw new FailureError(permanent('a cursor is not one of this list'))
    }
  }

  function usable({ by }: Due<Json>): DueSubject['identifiers'] {
    return by.filter((identifier) => searchProblem(identifier, policy.identifiers) === null)
  }
}

/**
 * The first moment that is too young: the beginning of the day that lies the term before today. A month before the 31st
 * is the last day of a shorter month, so that a term of a month can last some days more, and never less.
 */
export function termOf(
  { olderThan }: Criterion,
  { policy, now }: Pick<FindDueDependencies, 'policy' | 'now'>,
): string {
  const cut = addPeriod(dayOf(now(), policy.timeZone), olderThan, -1)
  return endOfDay(addPeriod(cut, 'P1D', -1), policy.timeZone).toISOString()
}
