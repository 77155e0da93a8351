import type { Plan, PlanLine } from '../plan/plan.ts'

/** The hashes that a fresh plan took of the values which it would reduce. A field that it leaves alone is empty. */
export function hashesNow(plan: Plan): (line: PlanLine, ref: string, field: string) => string | null {
  const byRecord = new Map(
    plan.lines.flatMap(({ match, holding, reduced }) =>
      Object.entries(reduced).map(([ref, fields]) => [`${match} ${holding} ${ref}`, fields] as const),
    ),
  )
  return ({ match, holding }, ref, field) => byRecord.get(`${match} ${holding} ${ref}`)?.[field] ?? null
}
