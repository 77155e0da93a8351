export type {
  AnyConnector,
  Conformance,
  ConformanceSystem,
  Planted,
  Property,
  Role,
} from './conformance-system.ts'
export { describeConnector, properties } from './describe-connector.ts'
export { pgliteSystem, type Insert, type PgliteSystem } from './pglite-system.ts'
export { connect, type Connected } from './connect.ts'
export { startPostgres, type TestPostgres } from './postgres.ts'
