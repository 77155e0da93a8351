export type {
  Conformance,
  ConformanceSystem,
  Need,
  Planted,
  PlantedFile,
  Property,
  Role,
} from './conformance-system.ts'
export type { Fault } from './fault.ts'
export { connect, type Connected } from './connect.ts'
export { countStatements } from './count-statements.ts'
export { coverageTable } from './coverage.ts'
export { describeConnector } from './describe-connector.ts'
export { openHttpGate, type HttpGate } from './http-gate.ts'
export { mariadbDatabase } from './mariadb-database.ts'
export { mariadbBinary, startMariadb, type TestMariadb } from './mariadb.ts'
export { openOutageGate, type OutageGate } from './outage-gate.ts'
export { pgliteSystem } from './pglite-system.ts'
export { startPostgres, type TestPostgres } from './postgres.ts'
export { postgresDatabase } from './postgres-database.ts'
export { properties } from './properties.ts'
export { sqlSystem, type Insert, type SqlSystem } from './sql-system.ts'
export type { Row, TestDatabase } from './test-database.ts'
export { tryProperty } from './try-property.ts'
export type { SentRequest } from './watch-requests.ts'
