import type { Logger, OpenConfig } from '@rechtop/server'
import { UsageError } from './usage.ts'

/**
 * Starts a service on what was opened for it, and ends when the process is told to end: then it finishes or hands over
 * what is in hand. A second signal ends the process at once.
 */
export async function untilTold(
  { config, close }: OpenConfig,
  logger: Logger,
  start: (config: OpenConfig['config']) => Promise<{ stop(): Promise<void> }>,
): Promise<void> {
  // from here on: whoever tells it to end while it starts is heard
  const told = nextSignal()
  try {
    const { stop } = await start(config).catch((error: unknown) => {
      throw new UsageError(`Rechtop could not start: ${error instanceof Error ? error.message : 'unknown'}`)
    })
    const signal = await told
    logger.info({ signal }, 'stopping')
    await stop()
  } finally {
    await close()
  }
  logger.info({}, 'stopped')
}

function nextSignal(): Promise<string> {
  const { promise, resolve } = Promise.withResolvers<string>()
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve(signal))
  return promise
}
