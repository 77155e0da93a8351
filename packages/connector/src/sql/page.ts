/** How many records of one order one statement brings, so that a long export stays small in memory. */
export const chunk = 1000

/** What one order still wants of one holding, after the record with this key. */
export type OpenPage = {
  readonly of: number
  readonly owner: string
  readonly after: readonly string[] | null
  readonly left: number
}
