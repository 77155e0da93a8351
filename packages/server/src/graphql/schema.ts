import { lexicographicSortSchema, printSchema, type GraphQLSchema } from 'graphql'
import { createBuilder } from './builder.ts'
import { createCatalogue, type SystemDeclaration } from './catalogue.ts'
import type { Kit } from './kit.ts'
import { addRequestWords } from './request-words.ts'
import { addBatch } from './type/batch.ts'
import { addCriterion } from './type/criterion.ts'
import { addFailure } from './type/failure.ts'
import { addHolding } from './type/holding.ts'
import { addPersonalRecord } from './type/personal-record.ts'
import { addPlan } from './type/plan.ts'
import { addRequestConnection } from './type/request-connection.ts'
import { addRequestMutations } from './type/request-mutations.ts'
import { addRequestParts } from './type/request-parts.ts'
import { addRequestPayload } from './type/request-payload.ts'
import { addRequestProgress } from './type/request-progress.ts'
import { addRequest } from './type/request.ts'
import { addRightsMutations } from './type/rights-mutations.ts'
import { addSubjectInSystem } from './type/subject-in-system.ts'
import { addSubjectQuery } from './type/subject-query.ts'
import { addSubject } from './type/subject.ts'
import { addSystem } from './type/system.ts'
import { addVocabulary } from './vocabulary.ts'

/** The schema of these systems. Throws when a field has no guard or two connectors contradict each other. */
export function createSchema(systems: Iterable<SystemDeclaration>): GraphQLSchema {
  const builder = createBuilder()
  const kit: Kit = { builder, words: addVocabulary(builder), catalogue: createCatalogue(systems) }
  addFailure(kit)
  addHolding(kit)
  addSystem(kit)
  addSubject(kit, addPersonalRecord(kit))
  addSubjectInSystem(kit)
  addPlan(kit)
  const subjectInput = addSubjectQuery(kit)
  const words = addRequestWords(builder)
  const request = addRequest(kit, words)
  addRequestParts(kit, words)
  addBatch(kit, words, addRequestConnection(kit, words, request))
  addCriterion(kit)
  addRequestPayload(kit, words, request)
  addRightsMutations(kit, subjectInput)
  addRequestMutations(kit)
  addRequestProgress(kit, request)
  return builder.toSchema()
}

/** The schema of these systems as sorted SDL, for a file that a review can compare. */
export function printSchemaOf(systems: Iterable<SystemDeclaration>): string {
  return `${printSchema(lexicographicSortSchema(createSchema(systems)))}\n`
}
