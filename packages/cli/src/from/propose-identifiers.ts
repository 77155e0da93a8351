import { identifierKinds } from '@rechtop/schema'
import type { Table } from './catalog.ts'
import { canBeKey } from './column-type.ts'
import { meaningOf } from './meaning.ts'
import type { ProposedIdentifier } from './proposal.ts'

/** The columns that name a person, one of each kind: the plainest name first. */
export function proposeIdentifiers({ columns }: Table): ProposedIdentifier[] {
  return identifierKinds.flatMap((kind) => {
    const [first, ...others] = columns
      .filter((column) => canBeKey(column))
      .flatMap(({ name }) => {
        const found = meaningOf(name)
        return found?.meaning.identifier === kind ? [{ name, of: found.of }] : []
      })
      .toSorted((one, other) => one.of.length - other.of.length)
    return first === undefined ? [] : [{ kind, column: first.name, others: others.map(({ name }) => name) }]
  })
}
