import { parseOptions } from './parse-options.ts'
import { UsageError } from './usage.ts'

export const kinds = ['sql', 'http'] as const
export type Kind = (typeof kinds)[number]

/** What `connector new` was asked. */
export type ConnectorOptions = {
  /** kebab-case. */
  readonly name: string
  readonly kind: Kind
  /** The URL of a PostgreSQL whose tables are read. */
  readonly from: string | null
  /** Only these schemas of it; all when there is none. */
  readonly schemas: readonly string[]
  readonly into: string | null
}

export function readConnectorOptions(argv: readonly string[]): ConnectorOptions {
  const { values, positionals } = parse(argv)
  const [name, ...more] = positionals
  if (name === undefined) {
    throw new UsageError('Give the new connector a name: connector new loyalty --kind sql')
  }
  if (more.length > 0) {
    throw new UsageError(`"${more.join(' ')}" is one word too many: connector new <name> --kind sql|http`)
  }
  if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(name)) {
    throw new UsageError(
      `"${name}" is not kebab-case: write lower-case words with hyphens, like mailing-list`,
    )
  }
  const kind = kinds.find((kind) => kind === values.kind)
  if (kind === undefined) {
    const given = values.kind === undefined ? 'The kind is missing' : `"${values.kind}" is no kind`
    throw new UsageError(`${given}: add --kind sql for a database, or --kind http for an API`)
  }
  const { from = null, schema = [], into = null } = values
  if (from !== null && kind !== 'sql') {
    throw new UsageError('--from reads a database: use it with --kind sql, or leave it out')
  }
  if (schema.length > 0 && from === null) {
    throw new UsageError('--schema chooses among the schemas of a database: add --from <postgres url>')
  }
  return { name, kind, from, schemas: schema, into }
}

function parse(argv: readonly string[]) {
  const options = {
    kind: { type: 'string' },
    from: { type: 'string' },
    schema: { type: 'string', multiple: true },
    into: { type: 'string' },
  } as const
  return parseOptions({ args: [...argv], options, allowPositionals: true })
}
