import type { EngineOptions } from '../src/create-engine.ts'
import { defineSystem } from '../src/system/define-system.ts'
import { vendors } from './registry.ts'
import { vendorConnector } from './vendor-connector.ts'

/** Of an engine over the systems of the registry, on a PostgreSQL that all processes share. */
export function chaosOptions(database: string, origin: string): EngineOptions {
  return {
    systems: vendors.map((vendor) =>
      // a run that died counts until its lease is over: with the usual four, the dead would keep the living out
      defineSystem({ id: vendor, connector: vendorConnector, config: { origin, vendor }, concurrency: 64 }),
    ),
    policy: {
      controller: { name: 'Chaos', contact: 'privacy@chaos.example' },
      approval: { erasure: 'nobody' },
    },
    database: { url: database },
    secret: 'a secret of more than thirty-two bytes, for tests',
  }
}
