/** At most `calls` in each stretch of `seconds`, under a name of the connector's own choosing. */
export type Budget = { readonly name: string; readonly calls: number; readonly seconds: number }

/**
 * What a system allows, counted over all workers: two processes that each keep to a limit break it together. Names
 * are literals of the connector and hold no personal data.
 */
export type Pace = {
  /**
   * Asks for one call under all of these budgets. Null: it may be made now, and counts. A moment: not before then, and
   * nothing was counted. A `hold` of the system counts whatever budgets are asked, none included.
   */
  take(budgets: readonly Budget[], now: Date): Promise<Date | null>
  /** What an answer said of a budget: so many further calls until it is full again. */
  learn(budget: Budget, remaining: number, resetAt: Date, now: Date): Promise<void>
  /** No call at all before this moment: the system asked to be left alone. */
  hold(until: Date): Promise<void>
}
