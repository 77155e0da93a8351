import type { AnyConnector } from '@rechtop/connector'
import { createPace } from '../src/pace/create-pace.ts'
import { makePlans } from '../src/plan/make-plan.ts'
import { placesOf } from '../src/ledger/identifiers.ts'
import type { Parts } from '../src/request/parts.ts'
import { locateSubjects } from '../src/subject/locate.ts'
import { defineSystem } from '../src/system/define-system.ts'
import { openSystems } from '../src/system/open-systems.ts'

/** The parts of an engine over these connectors, which locates and plans as an engine does. */
export async function partsOver(
  parts: Parts,
  connectors: Readonly<Record<string, AnyConnector>>,
): Promise<Parts> {
  const { database, seal, policy, now, log } = parts
  const configs = Object.entries(connectors).map(([id, connector]) =>
    defineSystem({ id, connector, config: {} }),
  )
  const paceOf = (system: string) => createPace(system, database, log, now)
  const { systems } = await openSystems(configs, { now, log, paceOf })
  const remembered = (hashes: readonly string[]) =>
    database.read((executor) => placesOf(executor, hashes, seal))
  const locateMany: Parts['locateMany'] = (subjects, signal) =>
    locateSubjects(subjects, { systems, policy, seal, remembered }, signal)
  const planMany: Parts['planMany'] = (subjects, signal) =>
    makePlans(subjects, { systems, policy, seal, now }, signal)
  return {
    ...parts,
    systems,
    locateMany,
    planMany,
    locate: async (subject, signal) => {
      const [located] = await locateMany([subject], signal)
      return located ?? { identifiers: [], systems: [] }
    },
    plan: async (subject, signal) => {
      const [plan] = await planMany([subject], signal)
      return plan ?? { digest: '', complete: true, lines: [], incomplete: [] }
    },
  }
}
