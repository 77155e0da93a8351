import { asc, eq } from 'drizzle-orm'
import type { Skip } from '../plan/skip.ts'
import type { Executor } from '../store/database.ts'
import { requestSkips } from '../store/event-table.ts'
import { finding } from './findings.ts'
import type { Finding } from './request.ts'

export type KnownSkip = Skip & { readonly why: string }

/** What a person said that is left as it is. */
export function skipsOf(executor: Executor, requestId: string): Promise<KnownSkip[]> {
  const { system, holding, why } = requestSkips
  return executor
    .select({ system, holding, why })
    .from(requestSkips)
    .where(eq(requestSkips.requestId, requestId))
    .orderBy(asc(system), asc(holding))
}

export function skipFindings(skips: readonly KnownSkip[]): Finding[] {
  return skips.map(({ system, holding, why }) =>
    finding('SKIPPED', system, holding === '' ? null : holding, 0, `Left as it is by a person: ${why}`),
  )
}
