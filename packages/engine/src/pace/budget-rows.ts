import type { Budget } from '@rechtop/connector'
import { and, eq, sql } from 'drizzle-orm'
import type { Executor } from '../store/database.ts'
import { budgets, systemHolds } from '../store/pace-table.ts'
import { freeAt, fresh, hear, spend, type BudgetState } from './budget-state.ts'

/**
 * Takes one call under all of these budgets or under none, in two statements of one transaction; in one where there
 * is none to be had. The first locks the rows in the order of their names, so that two workers can't wait for each
 * other.
 */
export async function takeFromRows(
  executor: Executor,
  system: string,
  asked: readonly Budget[],
  now: Date,
): Promise<Date | null> {
  const inOrder = [...new Map(asked.map((budget) => [budget.name, budget])).values()].toSorted((a, b) =>
    a.name < b.name ? -1 : 1,
  )
  const rows = await executor
    .insert(budgets)
    .values(inOrder.map(({ name }) => ({ system, name, ...fresh })))
    .onConflictDoUpdate({ target: [budgets.system, budgets.name], set: { system: sql`excluded.system` } })
    .returning({ name: budgets.name, spent: budgets.spent, told: budgets.told, heldUntil: heldUntil(system) })
  const states = new Map(rows.map(({ name, spent, told }) => [name, { spent, told }]))
  const held = rows[0]?.heldUntil ?? null
  const moments = inOrder.map((budget) => freeAt(budget, states.get(budget.name) ?? fresh, now))
  const latest = latestOf([held === null || held <= now ? null : held, ...moments])
  if (latest !== null) return latest
  await writeStates(
    executor,
    system,
    inOrder.map((budget) => ({
      name: budget.name,
      ...spend(budget, states.get(budget.name) ?? fresh, now),
    })),
  )
  return null
}

/** Until when the system wants to be left alone, if it does. */
export async function heldFrom(executor: Executor, system: string, now: Date): Promise<Date | null> {
  const [row] = await executor.select().from(systemHolds).where(eq(systemHolds.system, system))
  return row === undefined || row.until <= now ? null : row.until
}

/** The later moment stays. */
export async function holdSystem(executor: Executor, system: string, until: Date): Promise<void> {
  await executor
    .insert(systemHolds)
    .values({ system, until })
    .onConflictDoUpdate({
      target: systemHolds.system,
      set: { until: sql`greatest(${systemHolds.until}, excluded.until)` },
    })
}

/** Whether an answer says something new, without a lock: most say what is known. */
export async function isNews(
  executor: Executor,
  system: string,
  { name }: Budget,
  remaining: number,
  resetAt: Date,
  now: Date,
): Promise<boolean> {
  const [row] = await executor
    .select()
    .from(budgets)
    .where(and(eq(budgets.system, system), eq(budgets.name, name)))
  const state = row ?? fresh
  return hear(state, remaining, resetAt, now) !== state
}

/** Lowers what is left. Within a transaction. */
export async function hearInRow(
  executor: Executor,
  system: string,
  { name }: Budget,
  remaining: number,
  resetAt: Date,
  now: Date,
): Promise<void> {
  const [state = fresh] = await executor
    .insert(budgets)
    .values({ system, name, ...fresh })
    .onConflictDoUpdate({ target: [budgets.system, budgets.name], set: { system: sql`excluded.system` } })
    .returning({ spent: budgets.spent, told: budgets.told })
  const heard = hear(state, remaining, resetAt, now)
  if (heard !== state) await writeStates(executor, system, [{ name, ...heard }])
}

const heldUntil = (system: string) =>
  sql<Date | null>`(select ${systemHolds.until} from ${systemHolds} where ${systemHolds.system} = ${system})`.mapWith(
    systemHolds.until,
  )

function latestOf(moments: readonly (Date | null)[]): Date | null {
  return moments.reduce((latest, moment) => {
    if (moment === null) return latest
    return latest === null || moment > latest ? moment : latest
  }, null)
}

async function writeStates(
  executor: Executor,
  system: string,
  states: readonly (BudgetState & { readonly name: string })[],
): Promise<void> {
  await executor
    .insert(budgets)
    .values(states.map(({ name, spent, told }) => ({ system, name, spent, told })))
    .onConflictDoUpdate({
      target: [budgets.system, budgets.name],
      set: { spent: sql`excluded.spent`, told: sql`excluded.told` },
    })
}
