import postgres from 'postgres'
import { z } from 'zod'
import { UsageError } from '../usage.ts'
import type { Catalog } from './catalog.ts'
import { enumsQuery, otherTypesQuery, tablesQuery } from './catalog-queries.ts'

const Column = z.object({
  name: z.string(),
  type: z.string(),
  notNull: z.boolean(),
  numbered: z.boolean(),
  expression: z.string().nullable(),
  generated: z.boolean(),
})
const ForeignKey = z.object({
  columns: z.array(z.string()),
  schema: z.string(),
  table: z.string(),
  foreignColumns: z.array(z.string()),
  definition: z.string(),
})
const Table = z.object({
  schema: z.string(),
  name: z.string(),
  columns: z.array(Column),
  primaryKey: z.array(z.string()),
  foreignKeys: z.array(ForeignKey),
  constraints: z.array(z.string()),
  indexes: z.array(z.string()),
})
const Enum = z.object({ schema: z.string(), name: z.string(), labels: z.array(z.string()) })
const OtherType = z.object({ name: z.string() })

/**
 * Reads the catalog of a PostgreSQL, in one read-only transaction. What goes wrong is one sentence, and neither the
 * password nor an answer of the server is in it.
 */
export async function readCatalog(url: string, schemas: readonly string[]): Promise<Catalog> {
  if (!/^postgres(ql)?:\/\//.test(url) || !URL.canParse(url)) {
    throw new UsageError('--from is no PostgreSQL address: write postgres://user:password@host:5432/database')
  }
  const catalog = await withDatabase(url, async (sql) => {
    const parameter = schemas.length === 0 ? null : JSON.stringify(schemas)
    return {
      tables: z.array(Table).parse(await sql.unsafe(tablesQuery, [parameter])),
      enums: z.array(Enum).parse(await sql.unsafe(enumsQuery, [parameter])),
      otherTypes: z
        .array(OtherType)
        .parse(await sql.unsafe(otherTypesQuery, [parameter]))
        .map(({ name }) => name),
    }
  })
  if (catalog.tables.length > 0) return catalog
  const where = schemas.length === 0 ? 'the database' : `the schema ${schemas.join(' or ')}`
  throw new UsageError(`There is no table in ${where}: is it the right one, and may this user see it?`)
}

type Transaction = postgres.TransactionSql

async function withDatabase<Result>(
  url: string,
  work: (sql: Transaction) => Promise<Result>,
): Promise<Result> {
  const sql = postgres(url, { max: 1, connect_timeout: 10, onnotice: () => {}, fetch_types: false })
  try {
    // an empty path, so that every name comes with its schema
    const read = await sql.begin('read only', async (transaction) => {
      await transaction`set local search_path = ''`
      return { result: await work(transaction) }
    })
    return read.result
  } catch (error) {
    if (error instanceof z.ZodError) throw error
    throw new UsageError(reasonOf(error, new URL(url)))
  } finally {
    await sql.end({ timeout: 1 })
  }
}

function reasonOf(error: unknown, { host, pathname }: URL): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  if (code.startsWith('28')) return `${host} refuses this user or password: mend the address in --from`
  if (code === '3D000') return `${host} has no database "${pathname.slice(1)}": mend the address in --from`
  if (code === '42501') return `${host} lets this user not read its catalog: use another user in --from`
  const known = /^[A-Z0-9_]+$/.test(code) ? ` (${code})` : ''
  if (/^[0-9A-Z]{5}$/.test(code))
    return `${host} answers with an error${known}: is it a PostgreSQL of version 14 or newer?`
  return `${host} can't be reached${known}: see whether the server is up, and the address in --from right`
}
