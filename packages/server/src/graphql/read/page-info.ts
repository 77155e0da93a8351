/** Where a page of a list begins and ends. `after`: the cursor that it was asked for; `next`: null on the last page. */
export function pageInfoOf(
  edges: readonly { readonly cursor: string }[],
  after: string | null,
  next: string | null,
): {
  hasNextPage: boolean
  hasPreviousPage: boolean
  startCursor: string | null
  endCursor: string | null
} {
  return {
    hasNextPage: next !== null,
    hasPreviousPage: after !== null,
    startCursor: edges[0]?.cursor ?? null,
    endCursor: edges.at(-1)?.cursor ?? null,
  }
}
