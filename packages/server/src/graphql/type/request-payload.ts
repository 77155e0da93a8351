import type { RequestResult } from '@rechtop/engine'
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
        description: 'The request as it is now.',
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

export function refusedPayload(errors: readonly Problem[]): RequestPayload {
  return { request: null, errors }
}

/** The engine's answer; its places become places in the input. */
export function payloadOf(
  result: RequestResult,
  placeOf: (path: Problem['path']) => Problem['path'] = (path) => ['input', ...path],
): RequestPayload {
  if (result.ok) return { request: result.request, errors: [] }
  return refusedPayload(result.errors.map((error) => ({ ...error, path: placeOf(error.path) })))
}
