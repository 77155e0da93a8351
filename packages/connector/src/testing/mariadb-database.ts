import { createPool } from 'mysql2/promise'
import { mariadbTables } from './mariadb-tables.ts'
import { openTcpGate } from './tcp-gate.ts'
import { writeOfCrash, type TestDatabase } from './test-database.ts'

/** A database on a MariaDB server, which the connector reaches through a gate that can cut it off. */
export async function mariadbDatabase(
  url: string,
): Promise<TestDatabase & { readonly stop: () => Promise<void> }> {
  // one connection, since what is set for it must hold for the next statement
  const pool = createPool({
    uri: url,
    connectionLimit: 1,
    multipleStatements: true,
    dateStrings: true,
    timezone: 'Z',
  })
  const { hostname, port } = new URL(url)
  const gate = await openTcpGate({ host: hostname, port: Number(port) })
  const through = new URL(url)
  through.hostname = '127.0.0.1'
  through.port = String(gate.port)
  const tables = mariadbTables(async (statement, parameters = []) => {
    const [rows] = await pool.query(statement, [...parameters])
    return rows
  })
  return {
    ...tables,
    config: through.href,
    exec: async (statements) => void (await pool.query(statements)),
    async fault(fault) {
      gate.cutAt(writeOfCrash(fault))
    },
    heal: async () => gate.open(),
    statements: () => gate.pieces(),
    async stop() {
      await pool.end()
      await gate.close()
    },
  }
}
