export {
  capabilities,
  capabilitiesOf,
  type AnyConnector,
  type Capability,
  type Connector,
  type Context,
  type CountAsk,
  type ExcludedPlace,
  type Processor,
  type Skip,
} from './connector.ts'
export { defineConnector, inErasureOrder } from './define-connector.ts'
export type { ErasureLine, ErasureOrder, Ordered, Outcome, RecordSelection, SetSelection } from './erase.ts'
export type { ExportItem, ExportOrder, FileOrder, FileReference, Page } from './export.ts'
export {
  blocked,
  failureOf,
  FailureError,
  misconfigured,
  permanent,
  rateLimited,
  transient,
  unauthorized,
  unusable,
  type Failure,
  type Literal,
  type Problem,
} from './failure.ts'
export type { Learned, Located, Match, Referral } from './find.ts'
export {
  defineHolding,
  type DataOf,
  type FieldOf,
  type Grain,
  type GrainOf,
  type Holding,
  type Holdings,
  type Purpose,
} from './holding.ts'
export type { Budget, Pace } from './pace.ts'
export type { Correction, Due, DueAsk, Restriction, Suppression, Withdrawal } from './right.ts'
export {
  defineRecordType,
  field,
  identifierProblem,
  normalizeIdentifier,
  text,
  type Identifier,
  type RecordType,
} from '@rechtop/schema'
