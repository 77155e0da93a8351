import { readsRequests } from '../guard.ts'
import type { Kit } from '../kit.ts'
import { defaultPageSize, largestPage } from '../read/record-page.ts'
import { readRequestPage } from '../read/request-page.ts'
import type { RequestWords } from '../request-words.ts'
import type { RequestRef } from './request.ts'

/** The list of requests. */
export function addRequestConnection({ builder }: Kit, { right, status }: RequestWords, request: RequestRef) {
  const filter = builder.inputType('RequestFilter', {
    description: 'Which requests: those that meet all of these.',
    fields: (t) => ({
      status: t.field({ type: [status], description: 'Of one of these statuses.' }),
      right: t.field({ type: [right], description: 'Of one of these rights.' }),
      batch: t.id({ description: 'Of the batch with this id.' }),
    }),
  })
  const connection = builder.connectionObject(
    {
      type: request,
      name: 'RequestConnection',
      description: 'A page of requests.',
      authScopes: readsRequests,
      fields: (t) => ({
        totalCount: t.int({
          description: 'How many there are, over all pages.',
          resolve: (page) => ('total' in page && typeof page.total === 'number' ? page.total : 0),
        }),
      }),
    },
    { name: 'RequestEdge', description: 'A request in a page.', authScopes: readsRequests },
  )
  builder.queryField('requests', (t) =>
    t.field({
      type: connection,
      authScopes: { 'request:read': true },
      description: 'Requests, newest first.',
      args: {
        first: t.arg.int({
          description: `How many: ${defaultPageSize} when left out, ${largestPage} at most.`,
        }),
        after: t.arg.string({ description: 'The cursor to go on from.' }),
        filter: t.arg({ type: filter, description: 'Which ones.' }),
      },
      complexity: ({ first }) => ({ field: 5, multiplier: first ?? defaultPageSize }),
      resolve: (_root, page, { engine }) => readRequestPage(engine, page),
    }),
  )
  return connection
}
export type RequestConnectionRef = ReturnType<typeof addRequestConnection>
