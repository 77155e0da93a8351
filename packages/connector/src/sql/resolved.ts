import type { IdentifierKind } from '@rechtop/schema'
import type { Column, SQL, Table } from 'drizzle-orm'
import type { Holding } from '../holding.ts'
import type { Dialect } from './dialect.ts'
import type { Excluded, ReferralRows, RowsOf, SuppressionTable } from './declaration.ts'
import type { JsonPath } from './json-path.ts'

/*
 * A declaration with everything spelled out that it may leave out, checked. This is what the verbs work from.
 */

/** Where a field comes from. */
export type Source = Column | JsonPath | SQL

/** How rows lead to their match: `column` equals the match's key, or `to` in the next table, which leads on. */
export type OwnerPath = {
  readonly column: Column
  readonly next: { readonly to: Column; readonly owner: OwnerPath } | null
}

/** An identifier column with its options spelled out. */
export type Identifying = {
  readonly kind: IdentifierKind
  readonly column: Column
  /** Null where the column is in the match's own table. */
  readonly owner: OwnerPath | null
  readonly normalized: boolean
  readonly learnOnly: boolean
  readonly partyWhen: SQL | null
}

export type Match = {
  readonly table: Table
  readonly key: Column
  readonly identifiers: readonly Identifying[]
  readonly where: SQL | null
  readonly restricted: Column | null
}
export type Matches = Readonly<Record<string, Match>>

export type Rows = {
  readonly match: string
  /** The match's own condition, where the rows are in another table than it. */
  readonly ofMatch: { readonly table: Table; readonly key: Column; readonly where: SQL } | null
  readonly table: Table
  readonly key: readonly [Column, ...Column[]]
  readonly owner: OwnerPath
  readonly where: SQL | null
  readonly fields: Readonly<Record<string, Source | undefined>>
  readonly part: boolean
  readonly unread: readonly Column[]
  readonly sharedWhen: SQL | null
  readonly appendOnly: string | null
  /** Times without a zone are in UTC. */
  readonly timesAreUtc: boolean
  readonly withdrawal: NonNullable<RowsOf<Holding>['withdrawal']> | null
}
export type RowHolding = Holding & { readonly rows: Rows }
export type RowHoldings = Readonly<Record<string, RowHolding>>

export type Referrals = Omit<ReferralRows, 'identifiers'> & { readonly identifiers: readonly Identifying[] }

/** A declaration, resolved. */
export type Resolved = {
  readonly name: string
  readonly dialect: Dialect
  readonly matches: Matches
  readonly holdings: RowHoldings
  readonly referrals: readonly Referrals[]
  readonly excluded: Excluded
  /** The columns of the references along which rows may go. */
  readonly goesAlong: readonly Column[]
  readonly suppression: SuppressionTable | null
}
