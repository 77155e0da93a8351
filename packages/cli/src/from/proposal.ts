import type { Category, IdentifierKind, RecordType } from '@rechtop/schema'
import type { Column, Table } from './catalog.ts'
import type { Lead, ProposedMatch } from './leads.ts'
import type { Mapping } from './record-fit.ts'

/** What a person is asked to confirm: everything that names and references let one guess. */
export type Proposal = {
  readonly matches: readonly (ProposedMatch & { readonly identifiers: readonly ProposedIdentifier[] })[]
  readonly holdings: readonly ProposedHolding[]
  readonly excluded: readonly ProposedExclusion[]
  readonly leftOut: readonly { readonly table: Table; readonly why: string }[]
}

export type ProposedIdentifier = {
  readonly kind: IdentifierKind
  readonly column: string
  /** Further columns of this kind; a match is searched by one. */
  readonly others: readonly string[]
}

export type ProposedHolding = {
  readonly name: string
  readonly table: Table
  readonly match: ProposedMatch
  /** Null where the rows are those of the match itself. */
  readonly lead: Lead | null
  readonly type: RecordType | OwnType
  readonly mapping: Mapping
  readonly part: boolean
  /** The field by which a set is cut; null for single records. */
  readonly dated: string | null
  readonly unread: readonly Column[]
}

/** A record type of the connector's own. */
export type OwnType = {
  readonly own: true
  readonly name: string
  readonly table: Table
  readonly category: Category
  readonly fields: readonly OwnField[]
}

export type OwnField = {
  readonly field: string
  readonly column: Column
  readonly category: Category
  /** Whether the name of the column says the category. */
  readonly guessed: boolean
  readonly format: string | null
  /** Which row of another table: told as a text, and neither emptied nor corrected. */
  readonly reference: boolean
}

export type ProposedExclusion = {
  readonly table: Table
  readonly column: Column
  readonly why: 'technical' | 'hidden' | 'reference' | 'other person'
}

export const isOwn = (type: RecordType | OwnType): type is OwnType => 'own' in type
