export type { AnyConnector, Connector, Context, CountAsk, Processor } from './connector.ts'
export { defineConnector, inErasureOrder } from './define-connector.ts'
export type { ErasureLine, ErasureOrder, Ordered, Outcome, RecordSelection, SetSelection } from './erase.ts'
export type { ExportItem, ExportOrder, Page } from './export.ts'
export {
  blocked,
  failureOf,
  FailureError,
  misconfigured,
  permanent,
  rateLimited,
  transient,
  unauthorized,
  type Failure,
  type Literal,
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
export { defineRecordType, field, text, type RecordType } from '@rechtop/schema'
