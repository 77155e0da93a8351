export type { SqlClient } from './client.ts'
export { SqlConfig } from './config.ts'
export {
  pick,
  withRows,
  type Excluded,
  type IdentifierColumn,
  type MatchTable,
  type Owner,
  type ReferralRows,
  type RowsOf,
  type SqlDeclaration,
  type SqlHolding,
  type SuppressionTable,
} from './declaration.ts'
export { undeclaredColumns, type ColumnName } from './declared-columns.ts'
export { defineSqlConnector } from './define-sql-connector.ts'
export { inJson, type JsonPath } from './json-path.ts'
export type { SqlLocator } from './locator.ts'
