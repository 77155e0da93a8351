import type { PGlite } from '@electric-sql/pglite'
import type { ConformanceSystem } from './conformance-system.ts'
import { pgliteDatabase } from './pglite-database.ts'
import { sqlSystem, type SqlSystem } from './sql-system.ts'

/** A system in a PGlite: a PostgreSQL in this process, quick to start. */
export function pgliteSystem(system: SqlSystem): {
  readonly create: () => Promise<ConformanceSystem>
  readonly database: () => Promise<PGlite>
} {
  const { create, database } = sqlSystem({ ...system, open: pgliteDatabase })
  return { create, database: async () => (await database()).pglite }
}
