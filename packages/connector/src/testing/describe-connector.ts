import { describe, test } from 'vitest'
import type { AnyConnector } from '../connector.ts'
import type { ConformanceSystem, Property } from './conformance-system.ts'
import { declarationProperties } from './declaration-properties.ts'
import { eraseProperties } from './erase-properties.ts'
import { exportProperties } from './export-properties.ts'
import { findProperties } from './find-properties.ts'
import { secrecyProperties } from './secrecy-properties.ts'
import { selectionProperties } from './selection-properties.ts'

/** All that a connector must hold to, in the order in which it is built. */
export const properties: readonly Property[] = [
  ...declarationProperties,
  ...findProperties,
  ...exportProperties,
  ...eraseProperties,
  ...selectionProperties,
  ...secrecyProperties,
]

/**
 * Registers one test per property for a connector, each on a fresh system with three invented people in it. What the
 * kit knows of the truth it reads from the system's own `dump`; the connector's word counts for nothing.
 */
export function describeConnector(declared: {
  readonly connector: AnyConnector
  /** A fresh system each time, empty of people. The kit closes it. */
  readonly system: () => Promise<ConformanceSystem>
}): void {
  const { connector, system } = declared
  describe(`connector ${connector.name}`, () => {
    test.each(properties)('$id $title', ({ check }) => check({ connector, system }))
  })
}
