import { createEngine } from '@rechtop/engine'
import { createLogger, engineOptions } from '@rechtop/server'
import { openConfig } from './open-config.ts'
import { parseOptions, wholeNumber } from './parse-options.ts'
import { untilTold } from './until-told.ts'

const options = { config: { type: 'string' }, concurrency: { type: 'string' } } as const

/** Carries requests out until it is told to end. */
export async function workCommand(argv: readonly string[]): Promise<string> {
  const { values } = parseOptions({ args: [...argv], options })
  const concurrency = wholeNumber('concurrency', values.concurrency, 1, 100)
  const logger = createLogger()
  const opened = await openConfig(values.config, 'worker')
  await untilTold(opened, logger, async (config) => {
    const engine = await createEngine({
      ...engineOptions(config, logger),
      role: 'worker',
      ...(concurrency !== null && { concurrency }),
    })
    try {
      await engine.start()
    } catch (error) {
      await engine.stop()
      throw error
    }
    logger.info({}, 'working')
    return engine
  })
  return ''
}
