import type { Sql } from 'postgres'

/** A database in which the example systems stand: a PGlite as it is, or `overPostgres(client)`. */
export type SystemsDatabase = {
  exec(statements: string): Promise<unknown>
  query<Row>(statement: string, parameters?: string[]): Promise<{ readonly rows: readonly Row[] }>
}

/** The same over a client of postgres.js. */
export function overPostgres(client: Sql): SystemsDatabase {
  return {
    exec: async (statements) => await client.unsafe(statements),
    query: async <Row>(statement: string, parameters: string[] = []) => ({
      rows: await client.unsafe<Row[]>(statement, parameters),
    }),
  }
}
