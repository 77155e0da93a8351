import { failureOf } from '@rechtop/connector'
import type { Read, ReadOrder } from '../engine.ts'
import { callSystem, limits } from './call-system.ts'
import type { System } from './system.ts'

/**
 * Reads records of one system with one `export`. What was read before a failure is given; every holding that was asked
 * and may lack something is named.
 */
export async function readSystem(
  system: System,
  orders: readonly ReadOrder[],
  signal: AbortSignal,
): Promise<Read> {
  const items: Read['items'][number][] = []
  const asked = [...new Set(orders.flatMap(({ holdings }) => Object.keys(holdings)))]
  const failed = (failure: NonNullable<System['failure']>): Read => ({
    items,
    failures: asked.map((holding) => ({ system: system.id, holding, failure })),
  })
  try {
    await callSystem(system, limits.read, signal, async (context) => {
      const stream = system.connector.export(
        orders.map(({ match, holdings }) => ({ locator: match.locator, holdings })),
        context,
      )
      for await (const item of stream) {
        context.signal.throwIfAborted()
        const match = orders[item.of]?.match.id
        if (match !== undefined) items.push({ ...item, match })
      }
    })
    return { items, failures: [] }
  } catch (error) {
    signal.throwIfAborted()
    return failed(failureOf(error))
  }
}
