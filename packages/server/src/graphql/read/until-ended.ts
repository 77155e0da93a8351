/**
 * The same items, whose end also ends the work behind them: a reader that leaves while waiting for the next item
 * aborts it, where a generator would wait on.
 */
export function untilEnded<Item>(
  start: (signal: AbortSignal) => AsyncIterable<Item>,
  signals: readonly AbortSignal[],
): AsyncIterable<Item> & AsyncIterator<Item> {
  const left = new AbortController()
  const items = start(AbortSignal.any([left.signal, ...signals]))[Symbol.asyncIterator]()
  return {
    next: () => items.next(),
    return: async () => {
      left.abort()
      return { done: true, value: undefined }
    },
    [Symbol.asyncIterator]() {
      return this
    },
  }
}
