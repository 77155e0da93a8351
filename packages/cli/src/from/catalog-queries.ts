const isMeant = (namespace: string): string => `
  ${namespace}.nspname not like 'pg\\_%' and ${namespace}.nspname <> 'information_schema'
  and ($1::text is null or ${namespace}.nspname in (select jsonb_array_elements_text($1::text::jsonb)))`

/** Not in what an extension brings. */
const isOwn = (oid: string, catalog: string): string =>
  `not exists (select from pg_depend where objid = ${oid} and classid = '${catalog}'::regclass and deptype = 'e')`

/** Calls no function of the database's own, which the tables alone would lack. */
const standsAlone = (oid: string, catalog: string): string => `not exists (select from pg_depend
  where objid = ${oid} and classid = '${catalog}'::regclass and refclassid = 'pg_proc'::regclass)`

const names = (numbers: string, table: string): string => `(select jsonb_agg(attname order by nth)
  from unnest(${numbers}) with ordinality as of(number, nth)
  join pg_attribute on attrelid = ${table} and attnum = of.number)`

const columns = `(select jsonb_agg(jsonb_build_object(
    'name', attname,
    'type', case typtype when 'd' then format_type(typbasetype, typtypmod) else format_type(atttypid, atttypmod) end,
    'notNull', attnotnull or typnotnull,
    'numbered', attidentity <> '' or coalesce(pg_get_expr(adbin, adrelid) like 'nextval(%', false),
    'expression', case when attidentity = '' and pg_get_expr(adbin, adrelid) not like 'nextval(%'
      and ${standsAlone('pg_attrdef.oid', 'pg_attrdef')} then pg_get_expr(adbin, adrelid) end,
    'generated', attgenerated <> '') order by attnum)
  from pg_attribute join pg_type on pg_type.oid = atttypid
  left join pg_attrdef on adrelid = attrelid and adnum = attnum
  where attrelid = relation.oid and attnum > 0 and not attisdropped)`

const foreignKeys = `(select jsonb_agg(jsonb_build_object(
    'columns', ${names('conkey', 'conrelid')},
    'schema', target_schema.nspname,
    'table', target.relname,
    'foreignColumns', ${names('confkey', 'confrelid')},
    'definition', pg_get_constraintdef(key.oid)) order by conname)
  from pg_constraint as key
  join pg_class as target on target.oid = confrelid
  join pg_namespace as target_schema on target_schema.oid = target.relnamespace
  where conrelid = relation.oid and contype = 'f' and ${isMeant('target_schema')})`

const listed = (query: string): string => `coalesce(${query}, '[]')`

/** One row per table. $1: the schemas as a JSON list, or null for all. */
export const tablesQuery = `select space.nspname as schema, relname as name,
  ${listed(columns)} as columns,
  ${listed(`(select ${names('conkey', 'conrelid')} from pg_constraint where conrelid = relation.oid and contype = 'p')`)}
    as "primaryKey",
  ${listed(foreignKeys)} as "foreignKeys",
  ${listed(`(select jsonb_agg(pg_get_constraintdef(own.oid) order by conname) from pg_constraint as own
    where conrelid = relation.oid and contype in ('u', 'c') and ${standsAlone('own.oid', 'pg_constraint')})`)}
    as constraints,
  ${listed(`(select jsonb_agg(pg_get_indexdef(indexrelid) order by indexrelid) from pg_index
    where indrelid = relation.oid and ${standsAlone('indexrelid', 'pg_class')}
    and not exists (select from pg_constraint where conindid = indexrelid and contype in ('p', 'u', 'x')))`)}
    as indexes
from pg_class as relation join pg_namespace as space on space.oid = relnamespace
where relkind in ('r', 'p') and not relispartition and ${isMeant('space')} and ${isOwn('relation.oid', 'pg_class')}
order by space.nspname, relname`

/** The enums, wherever they stand in the schemas. */
export const enumsQuery = `select nspname as schema, typname as name,
  (select jsonb_agg(enumlabel order by enumsortorder) from pg_enum where enumtypid = pg_type.oid) as labels
from pg_type join pg_namespace on pg_namespace.oid = typnamespace
where typtype = 'e' and ${isMeant('pg_namespace')} order by 1, 2`

/** The types of columns that PostgreSQL does not bring itself. */
export const otherTypesQuery = `select distinct format_type(coalesce(element.oid, used.oid), null) as name
from pg_attribute
join pg_class on pg_class.oid = attrelid
join pg_namespace as space on space.oid = relnamespace
join pg_type as declared on declared.oid = atttypid
join pg_type as used on used.oid = case declared.typtype when 'd' then declared.typbasetype else declared.oid end
left join pg_type as element on element.oid = used.typelem and used.typcategory = 'A'
join pg_namespace as home on home.oid = used.typnamespace
where relkind in ('r', 'p') and attnum > 0 and not attisdropped and ${isMeant('space')}
  and home.nspname <> 'pg_catalog' and coalesce(element.typtype, used.typtype) <> 'e'
order by 1`
