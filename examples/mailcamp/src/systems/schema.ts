import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const connectors = ['billing', 'mailing-list', 'website'] as const

/** The statements that create the schemas of the example systems: each connector knows its own. */
export function systemsSchema(): string {
  return connectors
    .map((name) =>
      readFileSync(fileURLToPath(import.meta.resolve(`@rechtop/connector-${name}/schema.sql`)), 'utf8'),
    )
    .join('\n')
}
