import { strength, type Identifier, type IdentifierKind } from '@rechtop/schema'
import { isRoleMailbox } from './role-mailbox.ts'

/** How we came to know an identifier: given with the request, or learned from a sure match. */
export type Origin = 'given' | 'person' | 'party'
export type Known = { readonly identifier: Identifier; readonly origin: Origin }

/** A match as a system told it, with all identifiers that hit it. */
export type RawMatch = {
  readonly certainty: 'equal' | 'similar'
  readonly by: readonly Identifier[]
  readonly fromLedger: boolean
}
export type Weight = { readonly standing: 'sure' | 'possible'; readonly why: string }

const label: Readonly<Record<IdentifierKind, string>> = {
  email: 'e-mail address',
  phone: 'phone number',
  customerNumber: 'customer number',
  accountId: 'account id',
  externalId: 'external id',
  cookieId: 'cookie id',
}

/** The text under which identifiers are compared and counted. */
export const keyOf = ({ kind, value }: Identifier): string => `${kind} ${value}`

/**
 * Weighs the matches of one system. Sure needs an equal, strong identifier of the person that names one match there;
 * all else is only possible, and a person must say.
 */
export function weighMatches(
  matches: readonly RawMatch[],
  known: ReadonlyMap<string, Known>,
  roleMailboxes: readonly string[],
): Weight[] {
  const hits = new Map<string, number>()
  for (const { by } of matches) {
    for (const identifier of by) hits.set(keyOf(identifier), (hits.get(keyOf(identifier)) ?? 0) + 1)
  }
  return matches.map((match) => {
    if (match.fromLedger)
      return { standing: 'sure', why: 'Known from an earlier erasure, which kept something here.' }
    const reasons = match.by.map((identifier) => weakness(identifier, match, known, hits, roleMailboxes))
    const strong = match.by[reasons.indexOf(null)]
    if (strong !== undefined)
      return { standing: 'sure', why: `The ${label[strong.kind]} is equal and names one match.` }
    const [first] = reasons.filter((reason) => reason !== null)
    return { standing: 'possible', why: first ?? 'Nothing that identifies a person is equal.' }
  })
}

function weakness(
  identifier: Identifier,
  { certainty }: RawMatch,
  known: ReadonlyMap<string, Known>,
  hits: ReadonlyMap<string, number>,
  roleMailboxes: readonly string[],
): string | null {
  const name = label[identifier.kind]
  if (strength[identifier.kind] === 'weak') return `Only the ${name} is the same, and people share those.`
  if (certainty === 'similar') return `The ${name} is similar, not equal.`
  if (identifier.kind === 'email' && isRoleMailbox(identifier.value, roleMailboxes)) {
    return 'The e-mail address is a mailbox that several people read.'
  }
  const origin = known.get(keyOf(identifier))?.origin
  if (origin === 'party') return `The ${name} was learned from an organisation, not from the person.`
  if (origin === undefined) return `The ${name} was not asked for.`
  if ((hits.get(keyOf(identifier)) ?? 0) > 1) return `The ${name} names several matches there.`
  return null
}
