import { afterAll } from 'vitest'
import { describeConnector } from './describe-connector.ts'
import { example, exampleTables } from './kit-example.ts'
import { postgresDatabase } from './postgres-database.ts'
import { startPostgres, type TestPostgres } from './postgres.ts'
import { sqlSystem } from './sql-system.ts'

let server: TestPostgres | undefined
const { create, database } = sqlSystem({
  ...exampleTables,
  async open() {
    server = await startPostgres()
    return postgresDatabase(server.url)
  },
})
afterAll(async () => {
  await (await database()).stop()
  await server?.stop()
})

// over a real connection, which is one of several
describeConnector({ connector: { ...example, name: 'example on a PostgreSQL server' }, system: create })
