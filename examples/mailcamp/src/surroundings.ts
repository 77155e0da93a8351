import { randomBytes } from 'node:crypto'
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { PGlite } from '@electric-sql/pglite'
import { ConfigError, lockDirectory, type DatabaseConfig } from '@rechtop/engine'
import postgres from 'postgres'
import { overPostgres, seedSystems, type SystemsDatabase } from './systems/index.ts'
import { findVendors, openVendors, type VendorConfig, type Vendors } from './vendors.ts'

const systemIds = ['mailing-list', 'billing', 'website'] as const
type SystemId = (typeof systemIds)[number]

/** What stands around Rechtop at MailCamp. */
export type Surroundings = {
  /** Where each system's database is: a connection string, or one PGlite that all three share. */
  readonly databases: Readonly<Record<SystemId, PGlite | string>>
  readonly vendors: VendorConfig
  readonly ownDatabase: DatabaseConfig
  readonly secret: string
}

export type OpenSurroundings = Surroundings & {
  readonly fakes: Vendors
  /** The systems behind the connectors' back, one database or three. */
  readonly behind: readonly SystemsDatabase[]
  close(): Promise<void>
}

export type SurroundingsOptions = {
  /** Everything is kept in this folder and is there again at the next start. */
  readonly directory: string
  readonly people: number
  readonly today: Date
  /** A PostgreSQL server: a database for each system is made there. Left out: one PGlite in the folder. */
  readonly systemsUrl?: string
  /** Rechtop's own PostgreSQL. Left out: a PGlite in the folder. */
  readonly databaseUrl?: string
  /** A fake Zendesk that runs elsewhere. Left out: one is started here. */
  readonly zendeskOrigin?: string
  readonly delays?: NonNullable<Parameters<typeof openVendors>[0]['zendeskDelays']>
}

/** Starts the systems of the example, filling them the first time. */
export async function openSurroundings(options: SurroundingsOptions): Promise<OpenSurroundings> {
  const { directory, databaseUrl, people, today } = options
  const unlock = await lockDirectory(directory)
  const systems = await (options.systemsUrl === undefined
    ? openEmbedded(directory)
    : openServer(options.systemsUrl))
  const { zendeskOrigin, delays: zendeskDelays } = options
  const fakes = await openVendors({ directory, zendeskOrigin, zendeskDelays })
  for (const database of systems.behind) {
    if (await isSeeded(database)) continue
    const seed = await seedSystems({ people, database, today })
    if (fakes.zendesk.state.users.length <= 1) fakes.zendesk.seed(seed)
  }
  await systems.settle()
  return {
    databases: systems.databases,
    behind: systems.behind,
    fakes,
    vendors: fakes.config,
    ownDatabase: databaseUrl === undefined ? { directory: join(directory, 'rechtop') } : { url: databaseUrl },
    secret: await secretIn(directory),
    close: async () => {
      await fakes.close()
      await systems.close()
      await unlock()
    },
  }
}

/** What a further process works with: the systems on their server, and the vendors that `rechtop serve` started. */
export async function joinSurroundings(
  directory: string,
  databaseUrl: string | undefined,
  systemsUrl: string | undefined,
): Promise<Surroundings> {
  if (databaseUrl === undefined || systemsUrl === undefined) {
    throw new ConfigError(
      'a worker of its own needs DATABASE_URL and SYSTEMS_URL, as given to `rechtop serve`: embedded databases have one process',
    )
  }
  const vendors = await findVendors(directory)
  if (vendors === null) {
    throw new ConfigError(
      'nobody has started MailCamp yet: its vendors live in the process of `rechtop serve`, so start that first',
    )
  }
  const databases = {
    'mailing-list': databaseOf('mailing-list', systemsUrl),
    billing: databaseOf('billing', systemsUrl),
    website: databaseOf('website', systemsUrl),
  }
  return { databases, vendors, ownDatabase: { url: databaseUrl }, secret: await secretIn(directory) }
}

/** Removes what earlier starts left. */
export const forget = (directory: string): Promise<void> => rm(directory, { recursive: true, force: true })

type Opened = Pick<OpenSurroundings, 'databases' | 'behind' | 'close'> & {
  /** Called once all is seeded. */
  settle(): Promise<void>
}

async function openEmbedded(directory: string): Promise<Opened> {
  const pglite = await PGlite.create(join(directory, 'systems'))
  const databases = { 'mailing-list': pglite, billing: pglite, website: pglite }
  return { databases, behind: [pglite], settle: () => Promise.resolve(), close: () => pglite.close() }
}

async function openServer(url: string): Promise<Opened> {
  const names: Record<SystemId, string> = { 'mailing-list': '', billing: '', website: '' }
  const behind: SystemsDatabase[] = []
  const closers: (() => Promise<void>)[] = []
  const server = postgres(url, { max: 1, onnotice: () => {} })
  for (const id of systemIds) {
    const name = databaseNames[id]
    const [known] = await server`select 1 from pg_database where datname = ${name}`
    if (known === undefined) await server`create database ${server(name)}`
    names[id] = databaseOf(id, url)
    const client = postgres(names[id], { max: 1, onnotice: () => {} })
    behind.push(overPostgres(client))
    closers.push(() => client.end())
  }
  await server.end()
  return {
    databases: names,
    behind,
    // each database was seeded with the whole company: leave in each only its own system
    settle: async () => {
      for (const [index, own] of systemIds.entries()) {
        const others = systemIds.filter((id) => id !== own).map((id) => id.replace('-', '_'))
        await behind[index]?.exec(`drop schema if exists ${others.join(', ')} cascade`)
      }
    },
    close: async () => void (await Promise.all(closers.map((close) => close()))),
  }
}

const databaseNames: Readonly<Record<SystemId, string>> = {
  'mailing-list': 'mailcamp_mailing_list',
  billing: 'mailcamp_billing',
  website: 'mailcamp_website',
}

function databaseOf(id: SystemId, server: string): string {
  const url = new URL(server)
  url.pathname = `/${databaseNames[id]}`
  return url.href
}

async function isSeeded(database: SystemsDatabase): Promise<boolean> {
  const { rows } = await database.query(
    "select 1 from information_schema.schemata where schema_name in ('billing', 'mailing_list', 'website')",
  )
  return rows.length > 0
}

/** The example makes its own secret; a company keeps one apart from its database. */
async function secretIn(directory: string): Promise<string> {
  const file = join(directory, 'secret')
  try {
    return await readFile(file, 'utf8')
  } catch {
    await mkdir(directory, { recursive: true })
    const secret = randomBytes(48).toString('base64url')
    await writeFile(file, secret, { mode: 0o600 })
    return secret
  }
}
