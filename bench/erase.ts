import { cpus } from 'node:os'
import postgres from 'postgres'
import { website } from '@rechtop/connector-website'
import { startPostgres } from '@rechtop/connector/testing'
import { accountOf, fill, perSubject, subjects } from './website-data.ts'

const rounds = 5
/** Rounds before those that count: plans are cached and code is compiled, as in a server that has been up for a minute. */
const warmUps = 2

/** One way to erase some people; it leaves none of their rows. */
type Way = {
  readonly name: string
  readonly people: number
  readonly erase: (accounts: readonly string[]) => Promise<void>
}

/**
 * Erases people from the website's database in several ways, interleaved, on a PostgreSQL that writes to disk as in
 * production. Prints milliseconds per person and the ratio to set-based statements written by hand.
 */
export async function benchErase(): Promise<void> {
  const server = await startPostgres({ durable: true })
  const sql = postgres(server.url, { max: 1, onnotice: () => {} })
  const config = website.config.parse({ database: server.url, poolSize: 1 })
  const client = await website.open(config)
  try {
    const ways = waysOf(sql, (accounts) => throughKit(accounts, { config, client }))
    const times = new Map<string, number[]>(ways.map(({ name }) => [name, []]))
    const people = (rounds + warmUps) * ways.reduce((sum, way) => sum + way.people, 0)
    console.log(
      `${people} people with ${perSubject} rows each, PostgreSQL 18, fsync on, ${cpus().length} cores, ${rounds} rounds after ${warmUps} that do not count, interleaved`,
    )
    await fill(sql, people)
    let next = 0
    for (let round = -warmUps; round < rounds; round += 1) {
      for (const way of ways) {
        const accounts = Array.from({ length: way.people }, () => accountOf(next++))
        const begin = performance.now()
        await way.erase(accounts)
        const time = (performance.now() - begin) / way.people
        if (round >= 0) times.get(way.name)?.push(time)
        await requireGone(sql, accounts)
      }
    }
    print(ways, times)
  } finally {
    await client.close()
    await sql.end()
    await server.stop()
  }
}

function waysOf(sql: postgres.Sql, kit: Way['erase']): Way[] {
  return [
    {
      name: 'by hand, set-based, one transaction',
      people: subjects,
      erase: (accounts) => byHand(sql, accounts),
    },
    { name: 'the SQL kit, one batch', people: subjects, erase: kit },
    {
      name: 'the SQL kit, one person a call',
      people: 100,
      erase: async (accounts) => {
        for (const account of accounts) await kit([account])
      },
    },
    {
      name: 'row by row, each statement its own transaction',
      people: 100,
      erase: (accounts) => rowByRow(sql, accounts),
    },
  ]
}

async function byHand(sql: postgres.Sql, accounts: readonly string[]): Promise<void> {
  await sql.begin(async (transaction) => {
    await transaction`delete from website.page_views where account_id = any(${accounts})`
    await transaction`delete from website.logins where account_id = any(${accounts})`
    await transaction`delete from website.accounts where id = any(${accounts})`
  })
}

async function rowByRow(sql: postgres.Sql, accounts: readonly string[]): Promise<void> {
  for (const account of accounts) {
    for (const { id } of await sql`select id from website.page_views where account_id = ${account}`) {
      await sql`delete from website.page_views where id = ${id}`
    }
    for (const { id } of await sql`select id from website.logins where account_id = ${account}`) {
      await sql`delete from website.logins where id = ${id}`
    }
    await sql`delete from website.accounts where id = ${account}`
  }
}

type Opened = {
  readonly config: ReturnType<typeof website.config.parse>
  readonly client: Awaited<ReturnType<typeof website.open>>
}

/** The lines of a plan: the name, addresses and phone, sign-ins and page views, then the account itself. */
async function throughKit(accounts: readonly string[], opened: Opened): Promise<void> {
  const all = { all: true, ceiling: 1000 } as const
  const orders = accounts.map((key) => {
    const own = { action: 'erase', select: { refs: [key] } } as const
    return {
      locator: { match: 'account', key },
      lines: [
        { key: 'names', holding: 'names', ...own },
        { key: 'emailAddresses', holding: 'emailAddresses', ...own },
        { key: 'phoneNumbers', holding: 'phoneNumbers', ...own },
        { key: 'logins', holding: 'logins', action: 'erase', select: all },
        { key: 'pageViews', holding: 'pageViews', action: 'erase', select: all },
        { key: 'customerAccounts', holding: 'customerAccounts', ...own },
      ] as const,
    }
  })
  const signal = new AbortController().signal
  const outcomes = await website.erase(orders, { ...opened, signal, now: () => new Date(), log: () => {} })
  const notDone = outcomes.flat().filter(({ status }) => status !== 'done')
  if (notDone.length > 0) throw new Error(`${notDone.length} lines were not done`)
}

async function requireGone(sql: postgres.Sql, accounts: readonly string[]): Promise<void> {
  const [left] = await sql`select
    (select count(*) from website.accounts where id = any(${accounts})) +
    (select count(*) from website.logins where account_id = any(${accounts})) +
    (select count(*) from website.page_views where account_id = any(${accounts})) as count`
  if (left?.['count'] !== '0') throw new Error('rows are left')
}

function print(ways: readonly Way[], times: ReadonlyMap<string, readonly number[]>): void {
  const medianOf = (name: string): number => times.get(name)?.toSorted((a, b) => a - b)[rounds >> 1] ?? NaN
  const hand = medianOf(ways[0]?.name ?? '')
  console.table(
    ways.map(({ name, people }) => {
      const all = times.get(name) ?? []
      return {
        way: name,
        people,
        'ms a person, median': Number(medianOf(name).toFixed(4)),
        best: Number(Math.min(...all).toFixed(4)),
        worst: Number(Math.max(...all).toFixed(4)),
        'times by hand': Number((medianOf(name) / hand).toFixed(2)),
      }
    }),
  )
  const [, batch, , rows] = ways.map(({ name }) => medianOf(name))
  console.log(`one batch is ${Math.round((rows ?? NaN) / (batch ?? NaN))} times faster than row by row`)
}
