import { parseArgs } from 'node:util'
import { ConfigError } from '@rechtop/engine'
import { createLogger, serve } from '@rechtop/server'
import { mailcamp } from '../rechtop.config.ts'
import { dataFolder } from './from-environment.ts'
import { forget, openSurroundings } from './surroundings.ts'
import { cast } from './systems/index.ts'

const usage = `Starts Rechtop at MailCamp, an invented company with seven systems.

  --people N     how many invented people (default 3000; counts when the systems are made)
  --port N       where to listen (default 4000)
  --fresh        forget everything from earlier starts
  --data FOLDER  where it keeps its data (default: .data beside this example)

  DATABASE_URL   postgres://… for Rechtop's own rows (default: PGlite in the data folder)
  SYSTEMS_URL    postgres://… of a server on which each system gets a database (default: one PGlite)
  ZENDESK_ORIGIN http://127.0.0.1:… of a fake Zendesk that runs elsewhere (default: one is started)
  RECHTOP_TOKEN  the development token (default: a new one)
`

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      people: { type: 'string', default: '3000' },
      port: { type: 'string', default: '4000' },
      fresh: { type: 'boolean', default: false },
      data: { type: 'string', default: dataFolder },
      help: { type: 'boolean', default: false },
    },
  })
  if (values.help) {
    console.log(usage)
    return
  }
  const people = wholeNumber('people', values.people, 1_000_000)
  const port = wholeNumber('port', values.port, 65_535)
  if (values.fresh) await forget(values.data)
  console.log('Starting MailCamp: seven systems and Rechtop. The first start takes some seconds.')
  const { DATABASE_URL: databaseUrl, SYSTEMS_URL: systemsUrl, ZENDESK_ORIGIN: zendeskOrigin } = process.env
  const { RECHTOP_TOKEN: developmentToken } = process.env
  const surroundings = await openSurroundings({
    directory: values.data,
    people,
    today: new Date(),
    ...(databaseUrl !== undefined && { databaseUrl }),
    ...(systemsUrl !== undefined && { systemsUrl }),
    ...(zendeskOrigin !== undefined && { zendeskOrigin }),
  })
  const logger = createLogger()
  const serving = await serve(mailcamp(surroundings), {
    port,
    logger: { info: () => {}, error: (fields, event) => logger.error(fields, event) },
    ...(developmentToken !== undefined && { developmentToken }),
  })
  console.log(welcome(`${serving.url}/graphql`, serving.developmentToken ?? ''))
  const stop = async (): Promise<void> => {
    await serving.stop()
    await surroundings.close()
  }
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => void stop().then(() => process.exit(0)))
  }
}

function wholeNumber(name: string, text: string, most: number): number {
  const number = Number(text)
  if (Number.isInteger(number) && number >= 0 && number <= most) return number
  throw new ConfigError(`--${name} takes a whole number up to ${most}.`)
}

function welcome(url: string, token: string): string {
  return `
Rechtop is listening.

  GraphiQL   ${url}   (its tabs are ready to run)
  Token      ${token}

Or from a shell:

  curl -s ${url} -H 'content-type: application/json' -H 'authorization: Bearer ${token}' \\
    -d '{"query":"{ subject(by: { email: \\"${cast.sanne.email}\\" }) { systems { system { id } status } erasurePlan { lines { system { id } holding { name } action count until citation why } } } }"}'

People to look for: ${cast.sanne.email}, ${cast.pieter.email}, ${cast.sharedMailbox.email}.
Everything is invented. Stop with Ctrl-C; start again with --fresh for a new company.
`
}

main().catch((error: unknown) => {
  const message = error instanceof Error ? error.message : 'unknown'
  console.error(error instanceof ConfigError ? message : `Rechtop could not start: ${message}`)
  process.exit(1)
})
