import type { Engine, RequestActing, RequestResult } from '@rechtop/engine'
import { invalidInput, problemsOf } from '../input/problem.ts'
import { sameKey } from '../input/same-key.ts'
import { MatchId, NonBlank } from '../input/text.ts'
import { z } from 'zod'
import type { Context } from '../context.ts'
import type { Kit } from '../kit.ts'
import { decodeGlobalId } from '../relay-options.ts'
import { payloadOf, refusedPayload, type RequestPayload } from './request-payload.ts'

const Skip = z.object({ system: NonBlank, holding: NonBlank.nullish(), why: NonBlank })

const manages = { 'request:manage': true } as const

/** What a person does with a request. */
export function addRequestMutations(kit: Kit): void {
  const { builder } = kit
  const { approve, decide, cancel, retry, skip } = addInputs(kit)
  builder.mutationFields((t) => ({
    requestApprove: t.field({
      type: 'RequestPayload',
      authScopes: manages,
      description: 'Approves the plan with this digest: exactly that plan is carried out.',
      args: { input: t.arg({ type: approve, required: true, description: 'Which request and plan.' }) },
      resolve: (_root, { input }, context) =>
        change(input, context, async (requests, acting) =>
          NonBlank.safeParse(input.digest).success
            ? requests.approve({ ...acting, digest: input.digest })
            : refused('This is no digest of a plan.', 'digest'),
        ),
    }),
    requestDecideMatch: t.field({
      type: 'RequestPayload',
      authScopes: manages,
      description: 'Says whether a possible match is the person. The plan is made anew.',
      args: { input: t.arg({ type: decide, required: true, description: 'Which match, and what it is.' }) },
      resolve: (_root, { input }, context) =>
        change(input, context, async (requests, acting) => {
          const { match, isSubject } = input
          if (!MatchId.safeParse(match).success) return refused('This is no id of a match.', 'match')
          return requests.decideMatch({ ...acting, match, isSubject })
        }),
    }),
    requestCancel: t.field({
      type: 'RequestPayload',
      authScopes: manages,
      description: 'Stops a request. What is done already stays done.',
      args: { input: t.arg({ type: cancel, required: true, description: 'Which request.' }) },
      resolve: (_root, { input }, context) =>
        change(input, context, (requests, acting) => requests.cancel(acting)),
    }),
    requestSkip: t.field({
      type: 'RequestPayload',
      authScopes: manages,
      description:
        'Leaves what a system still holds as it is, or one of its holdings. The request then ends as incomplete.',
      args: { input: t.arg({ type: skip, required: true, description: 'Which request, where, and why.' }) },
      resolve: (_root, { input }, context) =>
        change(input, context, async (requests, acting) => {
          const place = Skip.safeParse(input)
          if (!place.success) return { ok: false, errors: problemsOf(place.error, []) }
          const { system, holding, why } = place.data
          return requests.skip({ ...acting, system, why, ...(holding != null && { holding }) })
        }),
    }),
    requestRetry: t.field({
      type: 'RequestPayload',
      authScopes: manages,
      description: 'Tries again what failed, and plans anew what is not done.',
      args: { input: t.arg({ type: retry, required: true, description: 'Which request.' }) },
      resolve: (_root, { input }, context) =>
        change(input, context, (requests, acting) => requests.retry(acting)),
    }),
  }))
}

const refused = (message: string, field: string): RequestResult => ({
  ok: false,
  errors: [invalidInput(message, [field])],
})

type Acted = { readonly id: string; readonly idempotencyKey?: string | null | undefined }

async function change(
  input: Acted,
  { engine, actor }: Context,
  act: (requests: Engine['requests'], acting: RequestActing) => Promise<RequestResult>,
): Promise<RequestPayload> {
  const id = decodeGlobalId(input.id, 'Request')
  if (id === null) {
    const message = 'There is no request with this id.'
    return refusedPayload([{ code: 'NOT_FOUND', message, path: ['input', 'id'] }])
  }
  const key = NonBlank.nullish().safeParse(input.idempotencyKey)
  if (!key.success) return refusedPayload(problemsOf(key.error, ['input', 'idempotencyKey']))
  const once = key.data == null ? {} : { idempotencyKey: key.data }
  return payloadOf(await act(engine.requests, { id, actor: actor.name, ...once }))
}

function addInputs({ builder }: Kit) {
  const id = 'The id of the request.'
  return {
    approve: builder.inputType('RequestApproveInput', {
      description: 'Which request and plan.',
      fields: (t) => ({
        id: t.id({ required: true, description: id }),
        digest: t.string({ required: true, description: 'The digest of the plan that was read.' }),
        idempotencyKey: t.string({ description: sameKey }),
      }),
    }),
    decide: builder.inputType('RequestDecideMatchInput', {
      description: 'A person’s word on a possible match.',
      fields: (t) => ({
        id: t.id({ required: true, description: id }),
        match: t.id({ required: true, description: 'The id of the match.' }),
        isSubject: t.boolean({ required: true, description: 'Whether it is the person.' }),
        idempotencyKey: t.string({ description: sameKey }),
      }),
    }),
    cancel: builder.inputType('RequestCancelInput', {
      description: 'Which request.',
      fields: (t) => ({
        id: t.id({ required: true, description: id }),
        idempotencyKey: t.string({ description: sameKey }),
      }),
    }),
    skip: builder.inputType('RequestSkipInput', {
      description: 'What is left as it is.',
      fields: (t) => ({
        id: t.id({ required: true, description: id }),
        system: t.id({ required: true, description: 'The id of the system.' }),
        holding: t.string({ description: 'One of its holdings. Left out: the whole system.' }),
        why: t.string({
          required: true,
          description: 'Why, for whoever asks later. It is kept: name nobody in it.',
        }),
        idempotencyKey: t.string({ description: sameKey }),
      }),
    }),
    retry: builder.inputType('RequestRetryInput', {
      description: 'Which request.',
      fields: (t) => ({
        id: t.id({ required: true, description: id }),
        idempotencyKey: t.string({ description: sameKey }),
      }),
    }),
  }
}
