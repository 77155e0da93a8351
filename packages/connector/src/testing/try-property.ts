import type { Conformance, ConformanceSystem, Need, Property } from './conformance-system.ts'
import { demand } from './demand.ts'

const members: Readonly<Record<Need, readonly (keyof ConformanceSystem)[]>> = {
  fault: ['fault', 'heal'],
  page: ['page'],
  resync: ['resync'],
}

/** Tries one property. What it needs of the system and does not get fails it, with advice. */
export function tryProperty(property: Property, { connector, system }: Conformance): Promise<void> {
  const needed = (property.needs ?? []).flatMap((need) => members[need])
  return property.check({
    connector,
    async system() {
      const created = await system()
      const missing = needed.filter((member) => created[member] === undefined)
      if (missing.length > 0) await created.close()
      demand(
        missing.length === 0,
        `${property.id} needs ${missing.map((name) => `"${name}"`).join(' and ')} of the system: add it, or let the ` +
          `connector say why not: skips: [{ property: '${property.id}', reason: '…', until: '…' }]`,
      )
      return created
    },
  })
}
