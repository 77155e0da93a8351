import type { Holding } from '@rechtop/connector'
import type { System } from '@rechtop/engine'
import { recordTypes, type RecordType } from '@rechtop/schema'
import { z } from 'zod'
import { isReservedName } from './reserved-names.ts'

/** What the schema follows from: the systems and what their connectors declare. */
export type SystemDeclaration = Pick<System, 'id' | 'connector'>

/** A holding of a system, by its name. */
export type HoldingPlace = { readonly system: string; readonly name: string; readonly holding: Holding }

/** The list on a subject of one shared record type that some system holds. */
export type SubjectList = {
  readonly field: string
  readonly type: RecordType
  readonly holdings: readonly HoldingPlace[]
  /** It can be long (a set): read page by page. */
  readonly isPaged: boolean
}

/** All record types and holdings of the configured systems. */
export type Catalogue = {
  readonly types: readonly RecordType[]
  readonly lists: readonly SubjectList[]
  readonly holdings: readonly HoldingPlace[]
}

/**
 * Gathers the record types. Throws, naming both connectors, when two types of one name differ, and naming the
 * connector when a name is reserved.
 */
export function createCatalogue(systems: Iterable<SystemDeclaration>): Catalogue {
  const declared = [...systems]
  const types = new Map<string, { type: RecordType; by: string; shape: string }>()
  for (const type of Object.values(recordTypes)) {
    types.set(type.name, { type, by: '@rechtop/schema', shape: shapeOf(type) })
  }
  for (const { connector } of declared) {
    for (const { type } of Object.values(connector.holdings)) {
      const known = types.get(type.name)
      const shape = shapeOf(type)
      if (known === undefined) {
        if (isReservedName(type.name)) {
          throw new TypeError(
            `connector "${connector.name}": the name "${type.name}" is reserved, choose another`,
          )
        }
        types.set(type.name, { type, by: connector.name, shape })
      } else if (known.shape !== shape) {
        throw new TypeError(
          `record type "${type.name}": "${known.by}" and "${connector.name}" declare it differently; ` +
            'make them equal or rename one',
        )
      }
    }
  }
  const holdings = declared.flatMap(({ id: system, connector }) =>
    Object.entries(connector.holdings)
      // what is held for another controller is told as a referral and never read
      .filter(([, { role }]) => role === 'controller')
      .map(([name, holding]) => ({ system, name, holding })),
  )
  const held = new Set(holdings.map(({ holding }) => holding.type.name))
  const lists = Object.entries(recordTypes)
    .map(([field, type]) => listOf(field, type, holdings))
    .filter((list) => list.holdings.length > 0)
  return {
    types: [...types.values()].map(({ type }) => type).filter(({ name }) => held.has(name)),
    lists,
    holdings,
  }
}

function listOf(field: string, type: RecordType, all: readonly HoldingPlace[]): SubjectList {
  const holdings = all.filter(({ holding }) => holding.type.name === type.name)
  return { field, type, holdings, isPaged: holdings.some(({ holding }) => holding.grain === 'set') }
}

const shapeOf = (type: RecordType): string => JSON.stringify(z.toJSONSchema(type.schema))
