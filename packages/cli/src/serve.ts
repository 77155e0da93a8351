import { createLogger, serve } from '@rechtop/server'
import { openConfig } from './open-config.ts'
import { parseOptions, wholeNumber } from './parse-options.ts'
import { untilTold } from './until-told.ts'

const options = {
  config: { type: 'string' },
  port: { type: 'string' },
  host: { type: 'string' },
  'no-work': { type: 'boolean', default: false },
} as const

/** Serves the API until it is told to end; unless it shall not, it carries requests out as well. */
export async function serveCommand(argv: readonly string[]): Promise<string> {
  const { values } = parseOptions({ args: [...argv], options })
  const port = wholeNumber('port', values.port, 0, 65_535) ?? 4000
  const work = !values['no-work']
  const { host } = values
  const { RECHTOP_TOKEN: token } = process.env
  const logger = createLogger()
  const opened = await openConfig(values.config, work ? 'both' : 'api')
  await untilTold(opened, logger, async (config) => {
    const serving = await serve(config, {
      port,
      logger,
      work,
      ...(host !== undefined && { host }),
      ...(token !== undefined && { developmentToken: token }),
    })
    logger.info({ url: `${serving.url}/graphql` }, 'listening')
    // not among the log lines, which are kept
    if (serving.developmentToken !== null && token === undefined) {
      process.stderr.write(`Development token: ${serving.developmentToken}\n`)
    }
    return serving
  })
  return ''
}
