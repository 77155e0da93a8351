import { describe, test } from 'vitest'
import type { AnyConnector } from '../connector.ts'
import type { ConformanceSystem } from './conformance-system.ts'
import { demandEqual } from './demand.ts'
import { properties } from './properties.ts'
import { isOver, skipProblems } from './skip.ts'
import { tryProperty } from './try-property.ts'

/**
 * Registers one test per property that the connector's capabilities ask for, each on a fresh system with three
 * invented people in it. What the kit knows of the truth it reads from the system's own `dump`; the connector's word
 * counts for nothing.
 */
export function describeConnector(declared: {
  readonly connector: AnyConnector
  /** A fresh system each time, empty of people. The kit closes it. */
  readonly system: () => Promise<ConformanceSystem>
}): void {
  const { connector, system } = declared
  const now = new Date()
  describe(`connector ${connector.name}`, () => {
    test('K2 every skip names a property, has a reason and has not run out', () => {
      demandEqual(skipProblems(connector, properties, now), [], 'mend the connector’s "skips"')
    })
    for (const property of properties) {
      if (property.appliesTo?.(connector) === false) continue
      const name = `${property.id} ${property.title}`
      const skip = connector.skips?.find((skip) => skip.property === property.id)
      if (skip === undefined || isOver(skip.until, now)) {
        test(name, () => tryProperty(property, { connector, system }))
      } else {
        test.skip(`${name} – skipped until ${skip.until}: ${skip.reason}`, () => {})
      }
    }
  })
}
