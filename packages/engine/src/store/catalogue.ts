import { sql } from 'drizzle-orm'
import { z } from 'zod'
import type { Executor } from './database.ts'
import { rowsOf } from './rows-of.ts'

const Table = z.object({
  name: z.string(),
  columns: z.array(z.object({ name: z.string(), type: z.string(), generated: z.boolean() })),
  /** The columns of the primary key, in its order. */
  key: z.array(z.string()),
})
/** One of our own tables, as the catalogue has it. */
export type Table = Readonly<z.infer<typeof Table>>

const query = sql`
  select class.relname as name,
    (select jsonb_agg(jsonb_build_object('name', attname, 'type', format_type(atttypid, atttypmod), 'generated', attgenerated <> '')
        order by attname)
      from pg_attribute where attrelid = class.oid and attnum > 0 and not attisdropped) as columns,
    coalesce((select jsonb_agg(attname order by part.nth)
      from pg_index, unnest(indkey) with ordinality as part (number, nth), pg_attribute
      where indrelid = class.oid and indisprimary and attrelid = class.oid and attnum = part.number), '[]') as key
  from pg_class class join pg_namespace on pg_namespace.oid = relnamespace and nspname = 'rechtop'
  where relkind in ('r', 'p') and not relispartition and relname <> 'migration'
  order by relname`

/** Every table in our schema but the one of the migrations, by name. */
export async function tablesOf(executor: Executor): Promise<readonly Table[]> {
  return z.array(Table).parse(await rowsOf(executor, query))
}

const ForeignKey = z.object({ table: z.string(), name: z.string() })

/** The foreign keys of our tables that hold at the end of each statement. */
export async function foreignKeysOf(
  executor: Executor,
): Promise<readonly Readonly<z.infer<typeof ForeignKey>>[]> {
  const immediate = sql`
    select relname as table, conname as name from pg_constraint
      join pg_class on pg_class.oid = conrelid join pg_namespace on pg_namespace.oid = relnamespace and nspname = 'rechtop'
    where contype = 'f' and conparentid = 0 and not condeferrable`
  return z.array(ForeignKey).parse(await rowsOf(executor, immediate))
}

const Sequence = z.object({ name: z.string(), last: z.string() })

/** The sequences that have given a number, with the last one. */
export async function sequencesOf(
  executor: Executor,
): Promise<readonly Readonly<z.infer<typeof Sequence>>[]> {
  const given = sql`
    select sequencename as name, last_value::text as last from pg_sequences
    where schemaname = 'rechtop' and last_value is not null`
  return z.array(Sequence).parse(await rowsOf(executor, given))
}
