import { capabilitiesOf, type Failure, type Problem } from '@rechtop/connector'
import { readsAnything } from '../guard.ts'
import type { Kit } from '../kit.ts'

const costOfCheck = 50

/** A system that holds personal data, and its query. */
export function addSystem({ builder, words }: Kit): void {
  builder.objectType('System', {
    description: 'A system that holds personal data: a connector with its configuration.',
    authScopes: readsAnything,
    fields: (t) => ({
      id: t.exposeID('id', { description: 'Its id in the configuration.' }),
      name: t.string({
        description: 'Which kind of system it is.',
        resolve: ({ connector }) => connector.name,
      }),
      identifiers: t.field({
        type: [words.identifierKind],
        description: 'What it can be searched by.',
        resolve: ({ connector }) => [...connector.identifiers],
      }),
      holdings: t.field({
        type: ['Holding'],
        complexity: { multiplier: 5 },
        description: 'What it holds of people.',
        resolve: (system) =>
          Object.entries(system.connector.holdings).map(([name, holding]) => ({ system, name, holding })),
      }),
      processor: t.field({
        type: 'Processor',
        description: 'The company that runs it.',
        resolve: ({ connector }) => connector.processor,
      }),
      backupHorizon: t.string({
        description: 'How long its backups still hold what was erased, as ISO 8601 writes a period.',
        resolve: ({ connector }) => connector.backupHorizon,
      }),
      capabilities: t.stringList({
        description: 'What it can do beyond find, export and erase, by the names of the contract’s verbs.',
        resolve: ({ connector }) => capabilitiesOf(connector),
      }),
      needs: t.stringList({
        description:
          'What an account there must have for all that is declared: a plan, an add-on, a permission.',
        resolve: ({ connector }) => [...(connector.needs ?? [])],
      }),
      hosts: t.stringList({
        description:
          'The hosts that it is contacted at over HTTP, and no others; `*.example.org` is every host below. Empty when ' +
          'it is reached otherwise.',
        resolve: ({ hosts }) => [...hosts],
      }),
      gaps: t.stringList({
        description: 'What of a person it can hold that we do not reach.',
        resolve: ({ connector }) => [...connector.gaps],
      }),
      health: t.field({
        type: 'SystemHealth',
        nullable: true,
        authScopes: { 'system:read': true },
        complexity: { field: costOfCheck },
        description: 'Whether it can be reached now and lets us do what we declare. Asks the system.',
        resolve: async ({ id }, _args, { engine }) => ({ problems: await engine.check(id) }),
      }),
    }),
  })
  builder.objectType('SystemHealth', {
    description: 'Whether a system can be reached.',
    authScopes: { 'system:read': true },
    fields: (t) => ({
      reachable: t.boolean({
        description: 'Whether it answers and lets us do what we declare.',
        resolve: ({ problems }) => failureIn(problems) === null,
      }),
      failure: t.field({
        type: 'Failure',
        nullable: true,
        description: 'Why not.',
        resolve: ({ problems }) => failureIn(problems),
      }),
      problems: t.field({
        type: ['SystemProblem'],
        complexity: { multiplier: 5 },
        description: 'What a person should mend, also where the system works.',
        resolve: ({ problems }) => [...problems],
      }),
    }),
  })
  builder.objectType('SystemProblem', {
    description: 'Something about a system that a person should mend.',
    authScopes: { 'system:read': true },
    fields: (t) => ({
      at: t.exposeString('at', { description: 'Where in the system: a table, say. Empty for all of it.' }),
      mend: t.exposeString('mend', { description: 'What to do about it.' }),
      failure: t.expose('failure', {
        type: 'Failure',
        nullable: true,
        description: 'Why the system cannot be used; null where it works all the same.',
      }),
    }),
  })
  builder.objectType('Processor', {
    description: 'The company that runs a system (GDPR art. 28 and 30(1)(d)).',
    authScopes: readsAnything,
    fields: (t) => ({
      name: t.exposeString('name', { description: 'Its name.' }),
      country: t.exposeString('country', { description: 'ISO 3166 code of the country where the data are.' }),
      agreement: t.string({
        nullable: true,
        description: 'Reference of the processing agreement.',
        resolve: ({ agreement }) => agreement ?? null,
      }),
    }),
  })
  builder.queryField('systems', (t) =>
    t.field({
      type: ['System'],
      authScopes: { 'system:read': true },
      complexity: { field: 1, multiplier: 10 },
      description: 'The systems, their holdings and their health: the register of processing (GDPR art. 30).',
      resolve: (_root, _args, { engine }) => [...engine.systems.values()],
    }),
  )
}

/** The first reason why it cannot be used. */
function failureIn(problems: readonly Problem[]): Failure | null {
  return problems.find(({ failure }) => failure !== null)?.failure ?? null
}
