import { mostSubjects, parseErasure } from '../input/erase-input.ts'
import { parseRequest } from '../input/request-input.ts'
import type { Kit } from '../kit.ts'
import { sameKey } from '../input/same-key.ts'
import { batchPayloadOf, payloadOf, refusedPayload } from './request-payload.ts'
import type { addSubjectQuery } from './subject-query.ts'

type SubjectInputRef = ReturnType<typeof addSubjectQuery>

/** One mutation per right. */
export function addRightsMutations(kit: Kit, subjectInput: SubjectInputRef): void {
  const { builder } = kit
  const { eraseInput, exportInput } = addInputs(kit, subjectInput)
  builder.mutationFields((t) => ({
    subjectErase: t.field({
      type: 'RequestPayload',
      authScopes: { 'subject:erase': true },
      description:
        'Asks that a person, or many, be forgotten in every system (GDPR art. 17): one request per person.',
      args: { input: t.arg({ type: eraseInput, required: true, description: 'Who, and how.' }) },
      resolve: async (_root, { input }, { engine, actor }) => {
        const parsed = parseErasure(engine, input, actor.name)
        switch (parsed.kind) {
          case 'refused':
            return refusedPayload(parsed.problems)
          case 'one':
            return payloadOf(await engine.requests.erase(parsed.create), parsed.placeOf)
          case 'many': {
            const result = await engine.requests.eraseMany(parsed.create)
            return batchPayloadOf(result, parsed.problems, parsed.placeOf)
          }
        }
      },
    }),
    subjectExport: t.field({
      type: 'RequestPayload',
      authScopes: { 'subject:export': true },
      description: 'Asks for all that is held of a person (GDPR art. 15 and 20).',
      args: { input: t.arg({ type: exportInput, required: true, description: 'Who.' }) },
      resolve: async (_root, { input }, { engine, actor }) => {
        const parsed = parseRequest(engine, input, actor.name)
        if (!parsed.ok) return refusedPayload(parsed.problems)
        return payloadOf(await engine.requests.access(parsed.create), parsed.placeOf)
      },
    }),
  }))
}

const evenIfOpen =
  'Take it in although the same identifiers have a request of this right open. It then waits for that one, or ends with it.'

function addInputs({ builder }: Kit, subjectInput: SubjectInputRef) {
  const eraseInput = builder.inputType('SubjectEraseInput', {
    description: 'Who is to be forgotten, in exactly one of three ways, and how.',
    fields: (t) => ({
      subject: t.field({ type: subjectInput, description: 'One person.' }),
      subjects: t.field({
        type: [subjectInput],
        description: `Several people, ${mostSubjects} at most: send them as variables. Needs an idempotency key.`,
      }),
      criterion: t.id({
        description:
          'The id of a criterion: those whom it names now and for whom no erasure is open. Needs an idempotency key.',
      }),
      first: t.int({
        description: `Of a criterion, how many people at most: ${mostSubjects} when left out. A smaller batch was the last.`,
      }),
      urgent: t.boolean({ description: 'Whether it goes before all that is not.' }),
      planDigest: t.string({
        description: 'Carry out only the plan with this digest; another one waits for approval.',
      }),
      confirmedMatches: t.idList({ description: 'Possible matches that are this person.' }),
      rejectedMatches: t.idList({ description: 'Possible matches that are not.' }),
      receivedAt: t.field({ type: 'DateTime', description: 'When the company received it, if before now.' }),
      idempotencyKey: t.string({ description: sameKey }),
      evenIfOpen: t.boolean({ description: evenIfOpen }),
    }),
  })
  const exportInput = builder.inputType('SubjectExportInput', {
    description: 'Whose data are asked for.',
    fields: (t) => ({
      subject: t.field({ type: subjectInput, required: true, description: 'Who.' }),
      confirmedMatches: t.idList({ description: 'Possible matches that are this person.' }),
      rejectedMatches: t.idList({ description: 'Possible matches that are not.' }),
      receivedAt: t.field({ type: 'DateTime', description: 'When the company received it, if before now.' }),
      idempotencyKey: t.string({ description: sameKey }),
      evenIfOpen: t.boolean({ description: evenIfOpen }),
    }),
  })
  return { eraseInput, exportInput }
}
