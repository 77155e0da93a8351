export { categories, type Category } from './category.ts'
export { findIssues, type DataIssue } from './data-issue.ts'
export type { Json } from './json.ts'
export { givesRight, legalBases, type LegalBasis } from './legal-basis.ts'
export * from './record/index.ts'
export {
  defineRecordType,
  field,
  text,
  type Classified,
  type Format,
  type RecordType,
  type Shape,
} from './record-type.ts'
export type { Keep, Period } from './retention.ts'
export { rights, type Right } from './right.ts'
export {
  Identifier,
  identifierKinds,
  identifierProblem,
  isEmailAddress,
  normalizeIdentifier,
  strength,
  type IdentifierKind,
} from './subject.ts'
