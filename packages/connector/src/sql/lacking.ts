import type { Column } from 'drizzle-orm'

/** What a role must be allowed to do with a column; of `delete`, with its table. */
export type Privilege = 'select' | 'insert' | 'update' | 'delete'
export type Need = { readonly column: Column; readonly privilege: Privilege }

/** What is wrong with a need. `at` is its place in the list. */
export type Lacking = {
  readonly at: number
  readonly problem: 'no table' | 'no column' | 'view' | 'forbidden' | 'no rollback' | 'versioned' | 'policies'
}
