import { getTableName, sql } from 'drizzle-orm'
import { getTableConfig, type PgColumn } from 'drizzle-orm/pg-core'
import { z } from 'zod'
import { failureOf, misconfigured, unauthorized, type Failure } from '../failure.ts'
import { askedRows } from './asked.ts'
import { StatementError } from './database-error.ts'
import type { SqlDeclaration, SqlHolding } from './declaration.ts'
import { identifyingColumns } from './identifier-column.ts'
import { emptiableColumn, emptiedByErasing } from './rows.ts'
import { rowsOf, type Session } from './session.ts'
import { declaredColumns } from './table-columns.ts'

type Declaration = SqlDeclaration<Readonly<Record<string, SqlHolding>>>
type Need = {
  readonly schema: string | null
  readonly table: string
  readonly column: string
  readonly privilege: string
}

const Answer = z.object({ absent: z.coerce.number(), forbidden: z.coerce.number() })
const noPermission = unauthorized('select, update and delete on the declared tables')

/** Null when every declared column is there and we may read it and, where a line can order it, empty or delete it. */
export async function check(declaration: Declaration, session: Session): Promise<Failure | null> {
  const needs = askedRows(needsOf(declaration), 'schema text, "table" text, "column" text, privilege text')
  const query = sql`with ${needs},
    known as (select asked.*, class.oid, attribute.attnum from asked
      left join pg_catalog.pg_class as class
        on class.oid = to_regclass(coalesce(quote_ident(asked.schema) || '.', '') || quote_ident(asked."table"))
      left join pg_catalog.pg_attribute as attribute on attribute.attrelid = class.oid
        and attribute.attname = asked."column" and attribute.attnum > 0 and not attribute.attisdropped)
    select count(*) filter (where attnum is null) as absent, count(*) filter (where not case
      when attnum is null then true
      when privilege = 'delete' then has_table_privilege(oid, privilege)
      else has_column_privilege(oid, attnum, privilege) end) as forbidden
    from known`
  try {
    const [answer] = await rowsOf(session, query, Answer)
    if (answer === undefined || answer.absent > 0) return misconfigured('database')
    return answer.forbidden > 0 ? noPermission : null
  } catch (thrown) {
    if (!(thrown instanceof StatementError)) throw thrown
    // a schema that we may not look into is refused here already
    return thrown.state === '42501' ? noPermission : failureOf(thrown)
  }
}

function needsOf(declaration: Declaration): Need[] {
  const holdings = Object.values(declaration.holdings)
  const referred = (declaration.referrals ?? []).flatMap(({ identifiers, controller }) => [
    controller.id,
    ...identifyingColumns(identifiers).map(({ column }) => column),
  ])
  const emptied = holdings.flatMap(({ rows, onErase, purposes, type }) => {
    if (rows.part === true || onErase === 'reduce') return emptiedByErasing(rows)
    // when one purpose ends before another, the fields that only it covers are emptied
    const partly = purposes.flatMap(({ fields }) => (fields === 'all' ? [] : type.fields))
    return [...new Set(partly)].flatMap((field) => emptiableColumn(rows, field) ?? [])
  })
  const deleted = holdings.flatMap(({ rows, onErase }) =>
    rows.part === true || onErase === 'reduce' ? [] : [rows.key],
  )
  return [
    ...[...declaredColumns(declaration), ...referred].map((column) => needOf(column, 'select')),
    ...emptied.map((column) => needOf(column, 'update')),
    ...deleted.map((column) => needOf(column, 'delete')),
  ]
}

function needOf(column: PgColumn, privilege: string): Need {
  const { schema } = getTableConfig(column.table)
  return { schema: schema ?? null, table: getTableName(column.table), column: column.name, privilege }
}
