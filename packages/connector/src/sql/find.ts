import { normalizeIdentifier, type Identifier, type IdentifierKind } from '@rechtop/schema'
import type { Located } from '../find.ts'
import { findMatches } from './find-matches.ts'
import { findReferrals } from './find-referrals.ts'
import { searchedColumns } from './identifier-column.ts'
import type { SqlLocator } from './locator.ts'
import type { Resolved } from './resolved.ts'
import type { Session } from './session.ts'

type Searched = Pick<Resolved, 'matches' | 'referrals'>

/** One identifier of one subject. */
export type Asked = { readonly subject: number; readonly identifier: Identifier }

/** The kinds that some table can be searched by, in the order of the kinds. */
export function searchableKinds(declaration: Searched): IdentifierKind[] {
  const tables = [...Object.values(declaration.matches), ...declaration.referrals]
  return [...new Set(tables.flatMap((table) => searchedColumns(table.identifiers).map(({ kind }) => kind)))]
}

/** One statement per table of matches and one per table of referrals, however many subjects are asked. */
export async function find(
  declaration: Searched,
  subjects: readonly (readonly Identifier[])[],
  session: Session,
): Promise<Located<SqlLocator>[]> {
  const searchable = searchableKinds(declaration)
  const wanted = subjects.map((identifiers) => wantedOf(identifiers, searchable))
  const asked = wanted.flatMap((identifiers, subject) =>
    identifiers.map((identifier) => ({ subject, identifier })),
  )
  const matches = await findMatches(declaration.matches, asked, session)
  const referrals = await findReferrals(declaration.referrals, asked, session)
  return wanted.map((identifiers, subject): Located<SqlLocator> => {
    if (identifiers.length === 0) return { status: 'unsearchable', needs: searchable }
    const found = { matches: matches.get(subject) ?? [], referrals: referrals.get(subject) ?? [] }
    if (found.matches.length > 0 || found.referrals.length > 0) return { status: 'found', ...found }
    return { status: 'absent', by: [...new Set(identifiers.map(({ kind }) => kind))] }
  })
}

/** What we can search by: each identifier once. An empty value would be equal to every empty column. */
function wantedOf(identifiers: readonly Identifier[], searchable: readonly IdentifierKind[]): Identifier[] {
  const wanted = new Map<string, Identifier>()
  for (const given of identifiers) {
    const identifier = normalizeIdentifier(given)
    if (identifier.value === '' || !searchable.includes(identifier.kind)) continue
    wanted.set(`${identifier.kind} ${identifier.value}`, identifier)
  }
  return [...wanted.values()]
}
