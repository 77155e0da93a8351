import type { Engine, LocatedSubject, Plan, PlanLine } from '@rechtop/engine'
import DataLoader from 'dataloader'

/** The plans of one request: each subject is planned at most once, only when somebody asks, and all together. */
export type PlanMemory = {
  planOf(subject: LocatedSubject): Promise<Plan>
  /** The lines that speak of this record. */
  linesOf(subject: LocatedSubject, record: RecordPlace): Promise<readonly PlanLine[]>
}
export type RecordPlace = {
  readonly system: string
  readonly match: string
  readonly holding: string
  readonly ref: string
}

export function createPlanMemory(engine: Engine, signal: AbortSignal): PlanMemory {
  const plans = new DataLoader<LocatedSubject, Plan>((subjects) => engine.plans(subjects, signal))
  const indexes = new WeakMap<Plan, ReadonlyMap<string, readonly PlanLine[]>>()
  const planOf = (subject: LocatedSubject): Promise<Plan> => plans.load(subject)
  return {
    planOf,
    async linesOf(subject, { system, match, holding, ref }) {
      const plan = await planOf(subject)
      const index = indexes.get(plan) ?? indexLines(plan)
      indexes.set(plan, index)
      const places = [
        [system, match, holding, ref],
        [system, match, holding],
      ]
      return places.flatMap((place) => index.get(JSON.stringify(place)) ?? [])
    },
  }
}

/** Lines of records by each ref, lines of sets by the set. */
function indexLines(plan: Plan): ReadonlyMap<string, readonly PlanLine[]> {
  const index = new Map<string, PlanLine[]>()
  const add = (place: readonly (string | null)[], line: PlanLine): void => {
    const key = JSON.stringify(place)
    index.set(key, [...(index.get(key) ?? []), line])
  }
  for (const line of plan.lines) {
    const { system, match, holding, grain, refs } = line
    if (grain === 'set') add([system, match, holding], line)
    else for (const ref of refs) add([system, match, holding, ref], line)
  }
  return index
}
