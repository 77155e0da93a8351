import type { Json } from '@rechtop/schema'

/** How many records of one order one statement brings, so that a long export stays small in memory. */
export const chunk = 1000

/** A record of one order. */
export type PageRow = {
  readonly of: number
  readonly key: readonly string[]
  readonly data: Readonly<Record<string, Json>>
  readonly shared: boolean
}

/** What one order still wants of one holding, after the record with this key. */
export type OpenPage = {
  readonly of: number
  readonly owner: string
  readonly after: readonly string[] | null
  readonly left: number
}
