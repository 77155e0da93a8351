import { setTimeout as wait } from 'node:timers/promises'
import { downloadFile } from '../export/download-file.ts'
import { download } from '../export/download.ts'
import { differenceOf } from '../plan/difference.ts'
import type { RequestRow } from '../store/table.ts'
import type { Answer } from './answer.ts'
import { approve, cancel, decideMatch, retry, skip } from './change-request.ts'
import { createBatch } from './create-batch.ts'
import { createRequest } from './create-request.ts'
import { eventsOf } from './events.ts'
import { listRequests, withRuns } from './list-requests.ts'
import { loadBatch, withProgress } from './load-batch.ts'
import type { Parts } from './parts.ts'
import { loadRequest, locatedOf, planOf, previousPlanOf } from './request-row.ts'
import type { Request, RequestResult, Requests } from './request.ts'

const isId = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/
const watchPause = 250

/** Everything that can be done with requests, over the parts that do it. */
export function createRequests(parts: Parts): Requests {
  const { database, seal } = parts
  const load = (id: string): Promise<RequestRow | null> =>
    isId.test(id) ? database.read((executor) => loadRequest(executor, id)) : Promise.resolve(null)
  const get = async (id: string): Promise<Request | null> => {
    const row = await load(id)
    if (row === null) return null
    const [request] = await database.read((executor) => withRuns(executor, [row]))
    return request ?? null
  }
  const answer = async (outcome: Answer): Promise<RequestResult> => {
    const request = outcome.row === undefined ? null : await get(outcome.row.id)
    if (outcome.ok && request === null) throw new Error('A request that was just written is gone.')
    if (outcome.ok && request !== null) return { ok: true, request }
    return { ok: false, errors: outcome.ok ? [] : outcome.errors, ...(request !== null && { request }) }
  }
  const differenceNow = async (id: string): ReturnType<Requests['planDifference']> => {
    const row = await load(id)
    const [before, now] = row === null ? [] : [previousPlanOf(row, seal), planOf(row, seal)]
    return before == null || now == null ? null : differenceOf(before, now)
  }
  return {
    erase: async (input) => answer(await createRequest('erasure', input, parts)),
    access: async (input) => answer(await createRequest('access', input, parts)),
    eraseMany: async (input) => {
      const created = await createBatch(input, parts)
      if (!created.ok) return created
      const batch = await database.read((executor) => withProgress(executor, created.row))
      return { ok: true, batch, errors: created.errors }
    },
    batch: async (id) => (isId.test(id) ? database.read((executor) => loadBatch(executor, id)) : null),
    get,
    plan: async (id) => {
      const row = await load(id)
      return row === null ? null : planOf(row, seal)
    },
    planDifference: differenceNow,
    systems: async (id) => {
      const row = await load(id)
      return (row === null ? null : locatedOf(row, seal))?.systems ?? []
    },
    list: (query) => database.read((executor) => listRequests(executor, query)),
    approve: async (input) => answer(await approve(input, parts)),
    decideMatch: async (input) => answer(await decideMatch(input, parts)),
    cancel: async (input) => answer(await cancel(input, parts)),
    retry: async (input) => answer(await retry(input, parts)),
    skip: async (input) => answer(await skip(input, parts)),
    events: (id) =>
      isId.test(id) ? database.read((executor) => eventsOf(executor, id)) : Promise.resolve([]),
    watch: (id, signal) => watch(id, signal, get),
    download: async (id) => (isId.test(id) ? download(id, parts) : null),
    downloadFile: async (id, number) => (isId.test(id) ? downloadFile(id, number, parts) : null),
  }
}

async function* watch(
  id: string,
  signal: AbortSignal,
  get: (id: string) => Promise<Request | null>,
): AsyncGenerator<Request> {
  let seen = 0
  while (!signal.aborted) {
    const request = await get(id)
    if (request === null) return
    if (request.version > seen) yield request
    seen = request.version
    if (request.closedAt !== null) return
    await wait(watchPause, undefined, { signal }).catch(() => {})
  }
}
