import postgres from 'postgres'
import { postgresTables } from './postgres-tables.ts'
import { openTcpGate } from './tcp-gate.ts'
import { writeOfCrash, type TestDatabase } from './test-database.ts'

/** A database on a PostgreSQL server, which the connector reaches through a gate that can cut it off. */
export async function postgresDatabase(
  url: string,
): Promise<TestDatabase & { readonly stop: () => Promise<void> }> {
  const pool = postgres(url, { max: 2, fetch_types: false, onnotice: () => {} })
  const { hostname, port } = new URL(url)
  const gate = await openTcpGate({ host: hostname, port: Number(port) })
  const through = new URL(url)
  through.hostname = '127.0.0.1'
  through.port = String(gate.port)
  const tables = postgresTables(async (statement, parameter) => [
    ...(await pool.unsafe(statement, parameter === undefined ? [] : [JSON.stringify(parameter)])),
  ])
  return {
    ...tables,
    config: through.href,
    exec: async (statements) => void (await pool.unsafe(statements)),
    async fault(fault) {
      gate.cutAt(writeOfCrash(fault))
    },
    heal: async () => gate.open(),
    statements: () => gate.pieces(),
    async stop() {
      await pool.end({ timeout: 5 })
      await gate.close()
    },
  }
}
