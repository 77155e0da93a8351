import type { Request } from '@rechtop/engine'
import type { Actor } from '../../auth/actor.ts'
import type { Kit } from '../kit.ts'
import { untilEnded } from '../read/until-ended.ts'
import { Refusal } from '../refusal.ts'
import { decodeGlobalId } from '../relay-options.ts'
import type { RequestRef } from './request.ts'

/** Following one request. */
export function addRequestProgress({ builder }: Kit, request: RequestRef): void {
  builder.subscriptionField('requestProgress', (t) =>
    t.field({
      type: request,
      authScopes: { 'request:read': true },
      description: 'The request now, and again after each change, until it is final or the token ends.',
      args: { id: t.arg.id({ required: true, description: 'Its id.' }) },
      subscribe: async (_root, args, { engine, actor, streams, signal }): Promise<AsyncIterable<Request>> => {
        const id = decodeGlobalId(args.id, 'Request')
        if (id === null || (await engine.requests.get(id)) === null) {
          throw new Refusal('NOT_FOUND', 'There is no request with this id.', { field: 'id' })
        }
        return untilEnded(
          (end) => engine.requests.watch(id, end),
          [signal, streams.ended, ...endOfToken(actor)],
          streams.open(actor.name),
        )
      },
      resolve: (request) => request,
    }),
  )
}

const longestTimer = 2 ** 31 - 1

function endOfToken({ expiresAt }: Actor): AbortSignal[] {
  if (expiresAt === null) return []
  return [AbortSignal.timeout(Math.min(Math.max(expiresAt.getTime() - Date.now(), 0), longestTimer))]
}
