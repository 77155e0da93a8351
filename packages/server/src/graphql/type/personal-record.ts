import { findIssues, type DataIssue } from '@rechtop/schema'
import { readsSubjects } from '../guard.ts'
import type { Kit } from '../kit.ts'
import { keepUntilOf } from '../read/keep-until.ts'
import { addRecordType, type RecordRef } from '../record.ts'
import { addEnum } from '../vocabulary.ts'

const costOfPlan = 5

/** What all records have in common, and the record types of the connectors, by name. */
export function addPersonalRecord(kit: Kit): ReadonlyMap<string, RecordRef> {
  const { builder, catalogue } = kit
  builder.interfaceType('PersonalRecord', {
    description: 'One record of personal data, as it is stored.',
    authScopes: readsSubjects,
    resolveType: ({ holding }) => holding.type.name,
    fields: (t) => ({
      id: t.id({
        description: 'Its id. Opaque: it tells nothing of what is stored.',
        resolve: ({ system, name, match, ref }, _args, { engine }) =>
          engine.recordId(system.id, name, match.id, ref),
      }),
      stored: t.field({
        type: 'Stored',
        description: 'Where it is stored, why, and until when.',
        resolve: (record) => record,
      }),
    }),
  })
  addStored(kit)
  addDataIssue(kit)
  return new Map(catalogue.types.map((type) => [type.name, addRecordType(builder, type)]))
}

function addStored({ builder, words }: Kit): void {
  builder.objectType('Stored', {
    description: 'Where a record is stored, why, and until when.',
    authScopes: readsSubjects,
    fields: (t) => ({
      system: t.expose('system', { type: 'System', description: 'The system.' }),
      holding: t.field({
        type: 'Holding',
        description: 'The holding of that system.',
        resolve: (record) => record,
      }),
      category: t.field({
        type: words.category,
        description: 'Its category.',
        resolve: ({ holding }) => holding.type.category,
      }),
      purposes: t.field({
        type: ['Purpose'],
        description: 'What it is held for.',
        resolve: ({ holding }) => holding.purposes.map((purpose) => ({ holding, purpose })),
      }),
      legalBases: t.field({
        type: [words.legalBasis],
        description: 'The legal bases of those purposes.',
        resolve: ({ holding }) => [...new Set(holding.purposes.map(({ basis }) => basis))],
      }),
      keepUntil: t.field({
        type: 'LocalDate',
        nullable: true,
        complexity: { field: costOfPlan },
        description:
          'The last day that it stays if its subject asks for erasure now. Null: it goes, or no end is known.',
        resolve: async (record, _args, { plans }) => {
          const { system, match, name: holding, ref } = record
          const lines = await plans.linesOf(record.subject, {
            system: system.id,
            match: match.id,
            holding,
            ref,
          })
          return keepUntilOf(record, lines)
        },
      }),
      isShared: t.exposeBoolean('isShared', {
        description: 'Whether it also names other people: then it may be reduced, never erased whole.',
      }),
      issues: t.field({
        type: ['DataIssue'],
        description: 'What is odd about its values.',
        resolve: ({ holding, data }) => findIssues(holding.type, data),
      }),
    }),
  })
}

function addDataIssue({ builder }: Kit): void {
  const code = addEnum<DataIssue['code']>(builder, 'DataIssueCode', 'What is odd about a stored value.', {
    MALFORMED: 'It does not look as such a value should.',
    WRONG_SHAPE:
      'It is another kind of value than its connector declares; the field shows what it can of it.',
  })
  builder.objectType('DataIssue', {
    description: 'What is odd about a stored value. It never fails a query, and never repeats the value.',
    authScopes: readsSubjects,
    fields: (t) => ({
      field: t.exposeString('field', { description: 'Which field.' }),
      code: t.expose('code', { type: code, description: 'What is odd.' }),
      message: t.exposeString('message', { description: 'The same in a sentence.' }),
    }),
  })
}
