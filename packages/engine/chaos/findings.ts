import postgres from 'postgres'
import type { Registry } from './registry.ts'
import { storedLines } from '../test/stored-lines.ts'

/** What the database and the registry say when all is over. All but the first three must be 0. */
export type ChaosFindings = {
  readonly verified: number
  readonly waiting: number
  readonly attention: number
  /** Acknowledged, and not there. */
  readonly lost: number
  /** Told more than once what went of one thing. */
  readonly finishedTwice: number
  /** Erased in a system by a key of which no line says that it was carried out. */
  readonly effectsWithoutOutcome: number
  /** Not at an end, and neither a time nor a person is waited for. */
  readonly stuck: number
  /** Records of people whose request is verified. */
  readonly left: number
}

/** A request, or a batch of so many, of which was said that it is taken. */
export type Acknowledged = { readonly id: string; readonly requests: number }

type Row = Readonly<Record<string, number>>

/** Reads the tables behind the engine's back. */
export async function readFindings(
  database: string,
  acknowledged: readonly Acknowledged[],
  registry: Registry,
): Promise<ChaosFindings & { readonly commits: number }> {
  const client = postgres(database, { max: 1, onnotice: () => {} })
  const one = async (statement: string, values: string[] = []): Promise<number> => {
    const [row] = await client.unsafe<Row[]>(statement, values)
    return Number(row?.['n'] ?? 0)
  }
  const statusIs = (statuses: string): Promise<number> =>
    one(`select count(*) as n from rechtop.request where status in (${statuses})`)
  try {
    const verified = await statusIs("'verified'")
    const keys = await client.unsafe<{ id: string }[]>(
      `select line.id from ${storedLines} where line.status = 'done'`,
    )
    const carriedOut = new Set(keys.map(({ id }) => id))
    return {
      verified,
      waiting: await one(
        "select count(*) as n from rechtop.request where status = 'waiting' and next_attempt_at is not null",
      ),
      attention: await statusIs("'needs-attention'"),
      lost: await one(
        `select coalesce(sum(asked.requests - there.requests), 0) as n
          from jsonb_to_recordset($1::text::jsonb) as asked (id uuid, requests int), lateral (
            select count(*) as requests from rechtop.request where asked.id in (request.id, request.batch_id)
          ) as there`,
        [JSON.stringify(acknowledged)],
      ),
      finishedTwice: await one(
        `select count(*) as n from (
           select request_id from rechtop.ledger group by request_id, system, holding, action having count(*) > 1
         ) as twice`,
      ),
      effectsWithoutOutcome: registry.gone.filter(({ key }) => !carriedOut.has(key)).length,
      stuck: await one(
        `select count(*) as n from rechtop.request
          where status not in ('verified', 'needs-attention', 'cancelled', 'completed', 'incomplete', 'joined')
            and not (status = 'waiting' and next_attempt_at is not null)`,
      ),
      left: registry.left(),
      commits: await one('select xact_commit as n from pg_stat_database where datname = current_database()'),
    }
  } finally {
    await client.end()
  }
}
