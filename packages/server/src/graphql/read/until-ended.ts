/**
 * The same items, whose end also ends the work behind them: a reader that leaves while waiting for the next item
 * aborts it, where a generator would wait on. `onEnd` is called at any end, at least once.
 */
export function untilEnded<Item>(
  start: (signal: AbortSignal) => AsyncIterable<Item>,
  signals: readonly AbortSignal[],
  onEnd: () => void,
): AsyncIterable<Item> & AsyncIterator<Item> {
  const left = new AbortController()
  const signal = AbortSignal.any([left.signal, ...signals])
  const items = start(signal)[Symbol.asyncIterator]()
  if (signal.aborted) onEnd()
  signal.addEventListener('abort', onEnd, { once: true })
  return {
    async next() {
      try {
        const item = await items.next()
        if (item.done === true) onEnd()
        return item
      } catch (error) {
        onEnd()
        throw error
      }
    },
    return: async () => {
      left.abort()
      return { done: true, value: undefined }
    },
    [Symbol.asyncIterator]() {
      return this
    },
  }
}
