import { PGlite } from '@electric-sql/pglite'
import { cuttablePglite } from './pglite-fault.ts'
import { postgresTables } from './postgres-tables.ts'
import type { TestDatabase } from './test-database.ts'

/** A PostgreSQL in this process. */
export async function pgliteDatabase(): Promise<TestDatabase & { readonly pglite: PGlite }> {
  const pglite = await PGlite.create()
  const tables = postgresTables(async (statement, parameter) => {
    const parameters = parameter === undefined ? [] : [JSON.stringify(parameter)]
    return (await pglite.query(statement, parameters)).rows
  })
  const { client, ...faults } = cuttablePglite(pglite)
  return {
    pglite,
    config: client,
    exec: async (statements) => void (await pglite.exec(statements)),
    ...tables,
    ...faults,
  }
}
