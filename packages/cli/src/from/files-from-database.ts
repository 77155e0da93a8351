import type { PackageFiles } from '../package-files.ts'
import { UsageError } from '../usage.ts'
import { identifiersFor } from './identifiers.ts'
import { printConnector } from './print-connector.ts'
import { printPlant } from './print-plant.ts'
import { printRecordTypes } from './print-record-types.ts'
import { printSchema } from './print-schema.ts'
import { printTables } from './print-tables.ts'
import { printUndecided } from './print-undecided.ts'
import { propose } from './propose.ts'
import { questionsOf } from './questions.ts'
import { readCatalog } from './read-catalog.ts'

/** What a database tells of a connector: the files that take the place of the template's. */
export async function filesFromDatabase(
  name: string,
  url: string,
  schemas: readonly string[],
): Promise<PackageFiles> {
  const catalog = await readCatalog(url, schemas)
  const proposal = propose(catalog, name)
  if (proposal.matches.length === 0) {
    throw new UsageError(
      'No table has an e-mail column and a key of one column, so there is nobody to find: leave --from out, and declare the tables by hand',
    )
  }
  const identifiers = identifiersFor(catalog, name)
  const recordTypes = printRecordTypes(proposal.holdings)
  return {
    'schema.sql': printSchema(catalog),
    'src/tables.ts': printTables(catalog, identifiers),
    [`src/${name}.ts`]: printConnector(name, proposal, identifiers),
    'src/plant.ts': printPlant(catalog, proposal),
    'src/undecided.ts': printUndecided(questionsOf(proposal)),
    ...(recordTypes === null ? {} : { 'src/record-types.ts': recordTypes }),
  }
}
