import { asc, eq, getTableColumns } from 'drizzle-orm'
import type { Executor } from '../store/database.ts'
import { requestEvents } from '../store/event-table.ts'
import type { RequestEvent } from './request.ts'

/** What happened to a request, in order. */
export function eventsOf(executor: Executor, requestId: string): Promise<RequestEvent[]> {
  const { requestId: _request, ...told } = getTableColumns(requestEvents)
  return executor
    .select(told)
    .from(requestEvents)
    .where(eq(requestEvents.requestId, requestId))
    .orderBy(asc(requestEvents.number))
}
