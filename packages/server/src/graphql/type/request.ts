import { decodeGlobalId } from '../relay-options.ts'
import { readsRequests } from '../guard.ts'
import type { Kit } from '../kit.ts'
import type { RequestWords } from '../request-words.ts'
import { isIdentifierKind } from '../vocabulary.ts'

const costOfPlan = 20

/** A subject's exercise of a right, and the query for one. */
export function addRequest({ builder, words }: Kit, { right, status, reason, action }: RequestWords) {
  const request = builder.node('Request', {
    description: 'A subject’s exercise of a right.',
    authScopes: readsRequests,
    id: { resolve: ({ id }) => id, description: 'Its id. Opaque, and the same for ever.' },
    loadOne: (id, { engine }) => (id === '' ? null : engine.requests.get(id)),
    fields: (t) => ({
      right: t.expose('right', { type: right, description: 'Which right.' }),
      status: t.expose('status', { type: status, description: 'How far it is.' }),
      reason: t.expose('reason', {
        type: reason,
        nullable: true,
        description: 'Why it waits or needs a person; null in every other status.',
      }),
      nextAttemptAt: t.expose('nextAttemptAt', {
        type: 'DateTime',
        nullable: true,
        description: 'When it goes on by itself; null unless it waits.',
      }),
      receivedAt: t.expose('receivedAt', { type: 'DateTime', description: 'When the company received it.' }),
      dueOn: t.expose('dueOn', {
        type: 'LocalDate',
        description: 'The last day on which it must be carried out (GDPR art. 12(3), Reg. 1182/71).',
      }),
      closedAt: t.expose('closedAt', { type: 'DateTime', nullable: true, description: 'When it ended.' }),
      subject: t.expose('subject', {
        type: 'RequestSubject',
        description: 'Whom it is about, without identifiers.',
      }),
      plan: t.field({
        type: 'Plan',
        nullable: true,
        complexity: { field: costOfPlan },
        description: 'What an erasure does: the approved plan once there is one. Null before it is made.',
        resolve: ({ id }, _args, { engine }) => engine.requests.plan(id),
      }),
      planDifference: t.field({
        type: ['PlanChange'],
        nullable: true,
        complexity: { field: costOfPlan, multiplier: 10 },
        description:
          'What is different in the plan from the one that was seen, approved or carried out before it. Null when ' +
          'there was none, and when the request has ended.',
        resolve: async ({ id }, _args, { engine }) => {
          const changes = await engine.requests.planDifference(id)
          return changes === null ? null : [...changes]
        },
      }),
      duplicateOf: t.field({
        type: 'Request',
        nullable: true,
        complexity: { field: 5 },
        description:
          'The same person’s other request: the one that this one waits behind, or with which it ended as joined.',
        resolve: ({ duplicateOf }, _args, { engine }) =>
          duplicateOf === null ? null : engine.requests.get(duplicateOf),
      }),
      runs: t.field({
        type: ['Run'],
        complexity: { multiplier: 10 },
        description: 'How far it is in each system.',
        resolve: ({ runs }) => [...runs],
      }),
      systems: t.field({
        type: ['SubjectInSystem'],
        complexity: { field: 5, multiplier: 10 },
        description: 'What each system said of the subject. Empty before they were asked.',
        resolve: async ({ id }, _args, { engine }) => [...(await engine.requests.systems(id))],
      }),
      findings: t.field({
        type: ['Finding'],
        complexity: { multiplier: 10 },
        description: 'What a person must look at.',
        resolve: ({ findings }) => [...findings],
      }),
      availableActions: t.field({
        type: [action],
        description: 'What can be done with it now.',
        resolve: ({ availableActions }) => [...availableActions],
      }),
      events: t.field({
        type: ['RequestEvent'],
        complexity: { field: 5, multiplier: 10 },
        description: 'What happened to it, in order.',
        resolve: async ({ id }, _args, { engine }) => [...(await engine.requests.events(id))],
      }),
      progress: t.field({
        type: 'RequestProgress',
        description: 'How many systems are done.',
        resolve: ({ runs }) => ({
          done: runs.filter(({ status }) => status === 'done' || status === 'verified').length,
          total: runs.length,
        }),
      }),
      batch: t.field({
        type: 'Batch',
        nullable: true,
        complexity: { field: 5 },
        description: 'The batch that it was asked for in.',
        resolve: ({ batch }, _args, { engine }) => (batch === null ? null : engine.requests.batch(batch)),
      }),
      package: t.field({
        type: 'ExportPackage',
        nullable: true,
        description: 'The export, once it is ready.',
        resolve: ({ id, package: made }) => (made === null ? null : { ...made, request: id }),
      }),
    }),
  })
  builder.objectType('RequestSubject', {
    description: 'Whom a request is about, without their identifiers.',
    authScopes: readsRequests,
    fields: (t) => ({
      kinds: t.field({
        type: [words.identifierKind],
        description: 'The kinds of identifiers that were given.',
        resolve: ({ kinds }) => kinds.filter(isIdentifierKind),
      }),
      pseudonym: t.exposeString('pseudonym', {
        description: 'A keyed hash: the same for each request of this person.',
      }),
    }),
  })
  builder.queryField('request', (t) =>
    t.field({
      type: request,
      nullable: true,
      authScopes: { 'request:read': true },
      description: 'One request. Null when there is none with this id.',
      args: { id: t.arg.id({ required: true, description: 'Its id.' }) },
      resolve: (_root, args, { engine }) => {
        const id = decodeGlobalId(args.id, 'Request')
        return id === null ? null : engine.requests.get(id)
      },
    }),
  )
  return request
}
export type RequestRef = ReturnType<typeof addRequest>
