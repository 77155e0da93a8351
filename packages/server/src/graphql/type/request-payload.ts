import type { BatchResult, RequestResult } from '@rechtop/engine'
import type { BackingObjects } from '../backing.ts'
import { readsRequests } from '../guard.ts'
import type { Problem } from '../input/problem.ts'
import type { Kit } from '../kit.ts'
import type { RequestWords } from '../request-words.ts'
import type { RequestRef } from './request.ts'

/** What every mutation answers. */
export function addRequestPayload({ builder }: Kit, { error }: RequestWords, request: RequestRef): void {
  builder.objectType('RequestPayload', {
    description: 'What became of a mutation: a request, or what must be mended first.',
    authScopes: readsRequests,
    fields: (t) => ({
      request: t.expose('request', {
        type: request,
        nullable: true,
        description:
          'The request as it is now. Of a duplicate: the first one. Null where many were asked for.',
      }),
      batch: t.expose('batch', {
        type: 'Batch',
        nullable: true,
        description: 'The requests that were asked for together. `errors` then say who is not among them.',
      }),
      errors: t.field({
        type: ['RequestError'],
        description: 'What must be mended. Empty when it was done.',
        resolve: ({ errors }) => [...errors],
      }),
    }),
  })
  builder.objectType('RequestError', {
    description: 'Something that whoever asked can mend. It never repeats what was sent.',
    authScopes: readsRequests,
    fields: (t) => ({
      code: t.expose('code', { type: error, description: 'What is wrong.' }),
      message: t.exposeString('message', { description: 'The same in a sentence.' }),
      path: t.stringList({ description: 'Where in the input.', resolve: ({ path }) => path.map(String) }),
    }),
  })
}

export type RequestPayload = BackingObjects['RequestPayload']

export function refusedPayload(
  errors: readonly Problem[],
  request: RequestPayload['request'] = null,
): RequestPayload {
  return { request, batch: null, errors }
}

/** The engine's answer; its places become places in the input. */
export function payloadOf(
  result: RequestResult,
  placeOf: (path: Problem['path']) => Problem['path'] = (path) => ['input', ...path],
): RequestPayload {
  if (result.ok) return { request: result.request, batch: null, errors: [] }
  const errors = result.errors.map((error) => ({ ...error, path: placeOf(error.path) }))
  return refusedPayload(errors, result.request)
}

/** The same of many; `problems` are of those whom the engine was not given. */
export function batchPayloadOf(
  result: BatchResult,
  problems: readonly Problem[],
  placeOf: (path: Problem['path']) => Problem['path'],
): RequestPayload {
  const errors = [...problems, ...result.errors.map((error) => ({ ...error, path: placeOf(error.path) }))]
  // those of a list in its order: the third step of a path is whose place it is
  errors.sort((one, other) => Number(one.path[2] ?? 0) - Number(other.path[2] ?? 0))
  return { request: null, batch: result.ok ? result.batch : null, errors }
}
