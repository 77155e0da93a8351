import type { ConformanceSystem, Planted, Role } from './conformance-system.ts'
import type { Row, TestDatabase } from './test-database.ts'

/** Writes rows into a table as they are; answers with them as they stand, with the keys that the database gave. */
export type Insert = (table: string, ...rows: readonly Row[]) => Promise<readonly Row[]>

/** What a system in a database is made of. */
export type SqlSystem = {
  /** The statements that create the tables. */
  readonly schema: string
  /** Writes one person with plain SQL: `count` records where there can be several. */
  readonly plant: (role: Role, insert: Insert, count: number) => Promise<Planted>
  /** Rows that are there before any person: the lists of a mailing system. */
  readonly furnish?: (insert: Insert) => Promise<void>
  /** The import that brings a person in again, except whom the tables say to leave out. */
  readonly resync?: (
    role: Role,
    insert: Insert,
    tables: Awaited<ReturnType<TestDatabase['dump']>>,
  ) => Promise<void>
  /** Why the list of whom not to take in holds identifiers as they are, if it does. */
  readonly listsInClear?: string
  /** How many records the connector asks for at once, at most; as many as a connector from a declaration does. */
  readonly page?: number
}

/** How many records one statement of an export brings. */
const page = 1000

/** A database for a connector's tests. `create` empties it and hands it out again. */
export function sqlSystem<Database extends TestDatabase>({
  open,
  ...system
}: SqlSystem & { readonly open: () => Promise<Database> }): {
  readonly create: () => Promise<ConformanceSystem>
  readonly database: () => Promise<Database>
} {
  let opened: Promise<Database> | undefined
  const database = (): Promise<Database> => (opened ??= withTables(open, system.schema))
  async function create(): Promise<ConformanceSystem> {
    const fresh = await database()
    await fresh.truncate()
    const insert: Insert = (table, ...rows) => fresh.insert(table, rows)
    await system.furnish?.(insert)
    const { resync, listsInClear } = system
    return {
      config: () => Promise.resolve({ database: fresh.config }),
      plant: (role, count = 3) => system.plant(role, insert, count),
      dump: () => fresh.dump(),
      fill: () => fresh.fill(),
      fault: (fault) => fresh.fault(fault),
      heal: () => fresh.heal(),
      statements: () => fresh.statements(),
      page: system.page ?? page,
      ...(listsInClear !== undefined && { listsInClear }),
      ...(resync && { resync: async (role: Role) => resync(role, insert, await fresh.dump()) }),
      close: async () => void (await fresh.heal()),
    }
  }
  return { create, database }
}

async function withTables<Database extends TestDatabase>(
  open: () => Promise<Database>,
  schema: string,
): Promise<Database> {
  const database = await open()
  await database.exec(schema)
  return database
}
