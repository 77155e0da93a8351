import { readsAnything, readsSubjects } from '../guard.ts'
import type { Kit } from '../kit.ts'
import { isDuePage, readDuePage } from '../read/due-page.ts'
import { defaultPageSize, largestPage } from '../read/record-page.ts'

const costOfDue = 20

/** What names people whose term is over, and the queries for it and for them. */
export function addCriterion({ builder }: Kit): void {
  builder.objectType('Criterion', {
    description: 'Names people without naming them: who has records of a holding that are older than a term.',
    authScopes: readsAnything,
    fields: (t) => ({
      id: t.exposeID('id', { description: 'Its id in the configuration.' }),
      label: t.exposeString('label', { description: 'Whom it names, for a person.' }),
      system: t.field({
        type: 'System',
        nullable: true,
        description: 'The system that is asked.',
        resolve: ({ system }, _args, { engine }) => engine.systems.get(system) ?? null,
      }),
      holding: t.exposeString('holding', { description: 'Of which holding.' }),
      olderThan: t.exposeString('olderThan', {
        description: 'The term, as ISO 8601 writes a period, counted from the date of a record.',
      }),
    }),
  })
  const dueSubject = builder.objectType('DueSubject', {
    description: 'Somebody whose term is over.',
    authScopes: readsSubjects,
    fields: (t) => ({
      identifiers: t.field({
        type: ['Identifier'],
        description: 'What names them alone. Empty when nothing does.',
        resolve: ({ identifiers }) => [...identifiers],
      }),
    }),
  })
  const connection = builder.connectionObject(
    {
      type: dueSubject,
      name: 'DueConnection',
      description: 'A page of people whose term is over.',
      authScopes: readsSubjects,
      fields: (t) => ({
        failure: t.field({
          type: 'Failure',
          nullable: true,
          description: 'Why the system could not say, or not say all. Null when it could.',
          resolve: (page) => (isDuePage(page) ? page.failure : null),
        }),
      }),
    },
    { name: 'DueEdge', description: 'Somebody in a page.', authScopes: readsSubjects },
  )
  builder.queryFields((t) => ({
    criteria: t.field({
      type: ['Criterion'],
      authScopes: readsAnything,
      description: 'The criteria of the configuration, for `subjectErase` and `due`.',
      resolve: (_root, _args, { engine }) => [...engine.criteria.values()],
    }),
    due: t.field({
      type: connection,
      nullable: true,
      authScopes: { 'subject:read': true },
      description:
        'Whom a criterion names now, whether or not an erasure is open. Asks the system. Null when there is no such ' +
        'criterion.',
      args: {
        criterion: t.arg.id({ required: true, description: 'The id of the criterion.' }),
        first: t.arg.int({
          description: `How many: ${defaultPageSize} when left out, ${largestPage} at most.`,
        }),
        after: t.arg.string({ description: 'The cursor to go on from.' }),
      },
      complexity: ({ first }) => ({ field: costOfDue, multiplier: first ?? defaultPageSize }),
      resolve: (_root, { criterion, ...page }, { engine, signal }) =>
        readDuePage(engine, criterion, page, signal),
    }),
  }))
}
