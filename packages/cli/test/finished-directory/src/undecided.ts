/** Nothing any more. */
export const undecided: readonly string[] = []
