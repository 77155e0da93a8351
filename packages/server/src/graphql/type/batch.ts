import { requestStatuses } from '@rechtop/engine'
import { readsRequests } from '../guard.ts'
import type { Kit } from '../kit.ts'
import { defaultPageSize, largestPage } from '../read/record-page.ts'
import { readRequestPage } from '../read/request-page.ts'
import { decodeGlobalId, encodeGlobalId } from '../relay-options.ts'
import type { RequestWords } from '../request-words.ts'
import type { RequestConnectionRef } from './request-connection.ts'

/** Requests that were asked for together, and the query for them. */
export function addBatch(
  { builder }: Kit,
  { status, finding }: RequestWords,
  connection: RequestConnectionRef,
): void {
  const batch = builder.node('Batch', {
    description: 'Requests that were asked for together: one per person.',
    authScopes: readsRequests,
    id: { resolve: ({ id }) => id, description: 'Its id. Opaque, and the same for ever.' },
    loadOne: (id, { engine }) => (id === '' ? null : engine.requests.batch(id)),
    fields: (t) => ({
      total: t.exposeInt('total', { description: 'How many requests it has.' }),
      createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When it was asked for.' }),
      criterion: t.exposeID('criterion', {
        nullable: true,
        description: 'The id of the criterion that named the people. Null where they were listed.',
      }),
      progress: t.field({
        type: ['BatchProgress'],
        description: 'How many of its requests are at each status; a status that none is at is left out.',
        resolve: ({ byStatus }) =>
          requestStatuses.flatMap((name) => {
            const count = byStatus[name] ?? 0
            return count === 0 ? [] : [{ status: name, count }]
          }),
      }),
      failures: t.field({
        type: ['BatchFailure'],
        description: 'Why some of its requests need attention, and how many of them.',
        resolve: ({ failures }) => [...failures],
      }),
      requests: t.field({
        type: connection,
        description: 'Its requests.',
        args: {
          first: t.arg.int({
            description: `How many: ${defaultPageSize} when left out, ${largestPage} at most.`,
          }),
          after: t.arg.string({ description: 'The cursor to go on from.' }),
          status: t.arg({ type: [status], description: 'Of one of these statuses.' }),
        },
        complexity: ({ first }) => ({ field: 5, multiplier: first ?? defaultPageSize }),
        resolve: ({ id }, { status: statuses, ...page }, { engine }) =>
          readRequestPage(engine, {
            ...page,
            filter: { status: statuses, batch: encodeGlobalId('Batch', id) },
          }),
      }),
    }),
  })
  builder.objectType('BatchProgress', {
    description: 'How many requests of a batch are at a status.',
    authScopes: readsRequests,
    fields: (t) => ({
      status: t.expose('status', { type: status, description: 'The status.' }),
      count: t.exposeInt('count', { description: 'So many are at it.' }),
    }),
  })
  builder.objectType('BatchFailure', {
    description: 'Why requests of a batch need attention. It names places, never people.',
    authScopes: readsRequests,
    fields: (t) => ({
      code: t.expose('code', { type: finding, description: 'What is wrong.' }),
      system: t.field({
        type: 'System',
        nullable: true,
        description: 'In which system.',
        resolve: ({ system }, _args, { engine }) =>
          system === null ? null : (engine.systems.get(system) ?? null),
      }),
      requests: t.exposeInt('requests', { description: 'How many requests have it.' }),
    }),
  })
  builder.queryField('batch', (t) =>
    t.field({
      type: batch,
      nullable: true,
      authScopes: { 'request:read': true },
      description: 'One batch. Null when there is none with this id.',
      args: { id: t.arg.id({ required: true, description: 'Its id.' }) },
      resolve: (_root, args, { engine }) => {
        const id = decodeGlobalId(args.id, 'Batch')
        return id === null ? null : engine.requests.batch(id)
      },
    }),
  )
}
