/** What a database says of its tables. Nothing of what stands in them. */
export type Catalog = {
  readonly tables: readonly Table[]
  readonly enums: readonly Enum[]
  /** Types that an extension or a person made, and that are neither enums nor domains: citext, vector. */
  readonly otherTypes: readonly string[]
}

export type Table = {
  readonly schema: string
  readonly name: string
  readonly columns: readonly Column[]
  readonly primaryKey: readonly string[]
  readonly foreignKeys: readonly ForeignKey[]
  /** Unique and check constraints, as SQL writes them. */
  readonly constraints: readonly string[]
  /** Indexes that no constraint brings, as SQL writes them. */
  readonly indexes: readonly string[]
}

export type Column = {
  readonly name: string
  /** As PostgreSQL writes it, with the schema of a type that is not its own: `character varying(20)`. */
  readonly type: string
  readonly notNull: boolean
  /** Its value is made by the database: an identity or a sequence. */
  readonly numbered: boolean
  /** The expression of a generated column or a default. */
  readonly expression: string | null
  readonly generated: boolean
}

export type ForeignKey = {
  readonly columns: readonly string[]
  readonly schema: string
  readonly table: string
  readonly foreignColumns: readonly string[]
  readonly definition: string
}

export type Enum = { readonly schema: string; readonly name: string; readonly labels: readonly string[] }

/** One text for one and the same table. */
export const nameOf = ({ schema, name }: { schema: string; name: string }): string => `${schema}.${name}`

/** What a person reads: without the schema where it is the usual one. */
export const titleOf = ({ schema, name }: Table): string => (schema === 'public' ? name : `${schema}.${name}`)
