import { readsRequests } from '../guard.ts'
import type { Kit } from '../kit.ts'
import type { RequestWords } from '../request-words.ts'

/** The parts of a request: its runs, what a person must look at, how far it is, what changed, the export. */
export function addRequestParts(kit: Kit, words: RequestWords): void {
  addRun(kit, words)
  addFinding(kit, words)
  addEvent(kit, words)
  addPlanChange(kit, words)
  const { builder } = kit
  builder.objectType('RequestProgress', {
    description: 'How many systems are done.',
    authScopes: readsRequests,
    fields: (t) => ({
      done: t.exposeInt('done', { description: 'So many are done.' }),
      total: t.exposeInt('total', { description: 'So many there are.' }),
    }),
  })
  builder.objectType('ExportPackage', {
    description: 'A finished export.',
    authScopes: readsRequests,
    fields: (t) => ({
      records: t.exposeInt('records', { description: 'How many records it has.' }),
      bytes: t.exposeFloat('bytes', { description: 'How large its records are, in bytes.' }),
      files: t.exposeInt('files', { description: 'How many files its records name, each by a number.' }),
      fileBytes: t.exposeFloat('fileBytes', { description: 'How large those files are, in bytes.' }),
      expiresAt: t.expose('expiresAt', { type: 'DateTime', description: 'Until when it can be fetched.' }),
      downloadPath: t.string({
        description:
          'Where to fetch it: with GET and the Authorization header, by a token with `subject:export`. Each file is at ' +
          '`/files/` and its number below it.',
        resolve: ({ request }) => `/requests/${encodeURIComponent(request)}/package`,
      }),
    }),
  })
}

function addRun({ builder }: Kit, { runStatus }: RequestWords): void {
  builder.objectType('Run', {
    description: 'Carrying out one request in one system.',
    authScopes: readsRequests,
    fields: (t) => ({
      id: t.exposeID('id', { description: 'Its id.' }),
      system: t.field({
        type: 'System',
        nullable: true,
        description: 'The system. Null when it is not configured any more.',
        resolve: ({ system }, _args, { engine }) => engine.systems.get(system) ?? null,
      }),
      status: t.expose('status', { type: runStatus, description: 'How far it is.' }),
      erased: t.exposeInt('erased', { description: 'How many records were erased or reduced.' }),
      kept: t.exposeInt('kept', { description: 'How many records stay.' }),
      residue: t.field({
        type: ['Residue'],
        description: 'What the system keeps, whatever we do, of what was erased or reduced there.',
        resolve: ({ system, holdings }, _args, { engine }) =>
          holdings.flatMap((holding) => [
            ...(engine.systems.get(system)?.connector.holdings[holding]?.residue ?? []),
          ]),
      }),
      attempts: t.exposeInt('attempts', { description: 'How often it was tried.' }),
      nextAttemptAt: t.expose('nextAttemptAt', {
        type: 'DateTime',
        nullable: true,
        description: 'When it is tried again.',
      }),
      failure: t.expose('failure', { type: 'Failure', nullable: true, description: 'What went wrong last.' }),
    }),
  })
}

function addEvent({ builder }: Kit, { event, status, reason }: RequestWords): void {
  builder.objectType('RequestEvent', {
    description: 'Something that happened to a request.',
    authScopes: readsRequests,
    fields: (t) => ({
      at: t.expose('at', { type: 'DateTime', description: 'When.' }),
      kind: t.expose('kind', { type: event, description: 'What.' }),
      status: t.expose('status', { type: status, description: 'How far the request was afterwards.' }),
      reason: t.expose('reason', { type: reason, nullable: true, description: 'Why it waited then.' }),
      actor: t.exposeString('actor', {
        nullable: true,
        description: 'Who did it, as their token names them; null where it came by itself.',
      }),
    }),
  })
}

function addFinding({ builder }: Kit, { finding }: RequestWords): void {
  builder.objectType('Finding', {
    description: 'Something that a person must look at. It names places and fields, never values.',
    authScopes: readsRequests,
    fields: (t) => ({
      code: t.expose('code', { type: finding, description: 'What it is.' }),
      system: t.field({
        type: 'System',
        nullable: true,
        description: 'In which system.',
        resolve: ({ system }, _args, { engine }) =>
          system === null ? null : (engine.systems.get(system) ?? null),
      }),
      holding: t.exposeString('holding', { nullable: true, description: 'In which holding.' }),
      fields: t.stringList({ description: 'Which fields.', resolve: ({ fields }) => [...fields] }),
      count: t.exposeInt('count', { description: 'How many records.' }),
      message: t.exposeString('message', { description: 'The same in a sentence.' }),
    }),
  })
}

function addPlanChange({ builder }: Kit, { change }: RequestWords): void {
  builder.objectType('PlanChange', {
    description: 'How a plan differs in one place from an earlier one of the same request.',
    authScopes: readsRequests,
    fields: (t) => ({
      system: t.field({
        type: 'System',
        nullable: true,
        description: 'The system. Null when it is not configured any more.',
        resolve: ({ system }, _args, { engine }) => engine.systems.get(system) ?? null,
      }),
      holding: t.exposeString('holding', { description: 'The holding.' }),
      kind: t.expose('kind', { type: change, description: 'What kind of difference.' }),
      count: t.exposeInt('count', { description: 'How many records.' }),
      why: t.exposeString('why', { description: 'The same in a sentence, with the reason of the new plan.' }),
    }),
  })
}
