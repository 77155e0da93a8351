export type { SqlClient } from './client.ts'
export { SqlConfig } from './config.ts'
export {
  withRows,
  type Excluded,
  type IdentifierColumn,
  type MatchTable,
  type ReferralRows,
  type RowsOf,
  type SqlDeclaration,
  type SqlHolding,
} from './declaration.ts'
export { defineSqlConnector } from './define-sql-connector.ts'
export type { SqlLocator } from './locator.ts'
export { declaredColumns, undeclaredColumns, type ColumnName } from './table-columns.ts'
