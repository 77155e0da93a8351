import { moveDatabase, OwnError, type Moved } from '@rechtop/engine'
import { readMoveOptions } from './move-options.ts'
import { UsageError } from './usage.ts'

/** Carries an embedded database over to PostgreSQL, and says what to do next. */
export async function move(argv: readonly string[]): Promise<string> {
  const { directory, url, secret } = readMoveOptions(argv, process.env)
  try {
    return report(await moveDatabase({ directory, url, ...(secret !== null && { secret }) }), directory)
  } catch (error) {
    if (error instanceof OwnError) throw new UsageError(error.message)
    throw error
  }
}

const secrets: Readonly<Record<Moved['secret'], string>> = {
  opens: 'The secret opens what is sealed there: run the engine with the same one.',
  'nothing is sealed': 'Nothing is sealed there yet. Run the engine with the same secret all the same.',
  'not given':
    'The secret was not tried. The engine needs the same one as before: without it nothing that is sealed opens.',
}

function report({ destination, tables, carried, secret }: Moved, directory: string): string {
  const rows = tables.reduce((sum, table) => sum + table.rows, 0)
  const done = carried
    ? `${rows} rows of ${tables.length} tables are there, each compared with what was sent.`
    : `All ${rows} rows were there already: an earlier move was cut short after them.`
  return `${directory} was moved to database "${destination.database}" at ${destination.host}:${destination.port}.
${done}
${tables.map(({ name, rows }) => `  ${name} ${rows}`).join('\n')}

${secrets[secret]}
Next: give the engine that database by its URL. The folder can't be opened any more: keep it until you have a backup
of the destination, then delete it.
`
}
