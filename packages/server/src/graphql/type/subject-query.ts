import type { Engine } from '@rechtop/engine'
import type { Kit } from '../kit.ts'
import { parseSubject, type SubjectInput } from '../input/subject-input.ts'
import { Refusal } from '../refusal.ts'
import type { SubjectAsk } from '../subject-loader.ts'

const mostSubjects = 100
const costOfFind = 20

/** How a person is named, and the queries that look people up. */
export function addSubjectQuery(kit: Kit) {
  const { builder } = kit
  const subjectInput = addSubjectInput(kit)
  builder.queryFields((t) => ({
    subject: t.field({
      type: 'Subject',
      authScopes: { 'subject:read': true },
      complexity: { field: costOfFind },
      description: 'One person, looked up in every system now.',
      args: { by: t.arg({ type: subjectInput, required: true, description: 'Who.' }) },
      resolve: (_root, { by }, { engine, subjects }) => subjects.load(askOf(engine, by, ['by'])),
    }),
    subjects: t.field({
      type: ['Subject'],
      authScopes: { 'subject:read': true },
      complexity: ({ by }) => ({ field: costOfFind, multiplier: by.length }),
      description: `Several people at once, ${mostSubjects} at most, in the order of the question.`,
      args: { by: t.arg({ type: [subjectInput], required: true, description: 'Who.' }) },
      resolve: (_root, { by }, { engine, subjects }) => {
        if (by.length > mostSubjects) {
          throw new Refusal('BAD_USER_INPUT', `Ask for at most ${mostSubjects} people at once.`, {
            field: 'by',
          })
        }
        const asks = by.map((one, index) => askOf(engine, one, ['by', index]))
        return Promise.all(asks.map((ask) => subjects.load(ask)))
      },
    }),
  }))
  return subjectInput
}

function askOf(engine: Engine, input: SubjectInput, path: readonly (string | number)[]): SubjectAsk {
  const parsed = parseSubject(engine, input, path)
  if (parsed.ok) return { identifiers: parsed.identifiers }
  const issues = parsed.problems.map(({ code, message, path }) => ({ code, message, field: path.join('.') }))
  throw new Refusal('BAD_USER_INPUT', 'An identifier cannot be searched for.', {
    field: issues[0]?.field,
    issues,
  })
}

function addSubjectInput({ builder, words }: Kit) {
  const identifierInput = builder.inputType('IdentifierInput', {
    description: 'A value that points at one person.',
    fields: (t) => ({
      kind: t.field({ type: words.identifierKind, required: true, description: 'What it is.' }),
      value: t.string({ required: true, description: 'The value.' }),
    }),
  })
  return builder.inputType('SubjectInput', {
    description: 'Whom is meant: exactly one of these.',
    isOneOf: true,
    fields: (t) => ({
      email: t.string({ description: 'An e-mail address.' }),
      phone: t.string({ description: 'A phone number, in any notation.' }),
      customerNumber: t.string({ description: 'The number under which the company knows a customer.' }),
      accountId: t.string({ description: 'The id of an account to sign in with.' }),
      externalId: t.string({ description: 'The id of a person in another system.' }),
      cookieId: t.string({ description: 'The identifier in a browser’s cookie.' }),
      identifiers: t.field({ type: [identifierInput], description: 'Several identifiers of one person.' }),
    }),
  })
}
