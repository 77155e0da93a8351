import type { EngineOptions } from '../src/create-engine.ts'
import { defineSystem } from '../src/system/define-system.ts'
import { vendors } from './registry.ts'
import { vendorConnector } from './vendor-connector.ts'

/**
 * Of an engine over the systems of the registry, on a PostgreSQL that all processes share. `together`: how many people
 * one call serves; null: each goes by itself.
 */
export function chaosOptions(database: string, origin: string, together: number | null): EngineOptions {
  const connector = together === null ? vendorConnector : { ...vendorConnector, together }
  return {
    systems: vendors.map((vendor) =>
      // a run that died counts until its lease is over: with the usual four, the dead would keep the living out
      defineSystem({ id: vendor, connector, config: { origin, vendor }, concurrency: 64 }),
    ),
    policy: {
      controller: { name: 'Chaos', contact: 'privacy@chaos.example' },
      approval: { erasure: 'nobody' },
    },
    database: { url: database },
    secret: 'a secret of more than thirty-two bytes, for tests',
  }
}
