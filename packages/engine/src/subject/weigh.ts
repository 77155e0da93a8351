import { strength, type Identifier, type IdentifierKind } from '@rechtop/schema'
import type { Learned } from '@rechtop/connector'
import { isRoleMailbox } from './role-mailbox.ts'

/**
 * How we came to know an identifier: given with the request, or learned from a match that is the subject; `earlier`: at
 * an earlier look, and not at this one.
 */
export type Origin = 'given' | 'person' | 'party' | 'earlier'
export type Known = { readonly identifier: Identifier; readonly origin: Origin }

/** A match as a system, or the ledger, told it. */
export type RawMatch = {
  /** All identifiers that hit it. */
  readonly by: readonly Identifier[]
  /** Those of them, by `keyOf`, that are equal and not only similar. */
  readonly equal: ReadonlySet<string>
  readonly learned: readonly Learned[]
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
 * Weighs the matches of one system, what the ledger remembers of it included. Sure needs an equal, strong identifier
 * of the person that names one match there; all else is only possible, and a person must say. What the system itself
 * says is no less sure by what was there once, which may have been whoever had the address before.
 */
export function weighMatches(
  matches: readonly RawMatch[],
  known: ReadonlyMap<string, Known>,
  roleMailboxes: readonly string[],
): Weight[] {
  const all = hitsOf(matches)
  const found = hitsOf(matches.filter(({ fromLedger }) => !fromLedger))
  return matches.map((match) => {
    const hits = match.fromLedger ? all : found
    const reasons = match.by.map((identifier) => weakness(identifier, match, known, hits, roleMailboxes))
    const strong = match.by[reasons.indexOf(null)]
    if (strong === undefined) {
      const [first] = reasons.filter((reason) => reason !== null)
      return { standing: 'possible', why: first ?? 'Nothing that identifies a person is equal.' }
    }
    const name = label[strong.kind]
    const why = match.fromLedger
      ? `An earlier erasure kept something here of whoever has this ${name}.`
      : `The ${name} is equal and names one match.`
    return { standing: 'sure', why }
  })
}

/** How many matches each identifier hit, by `keyOf`. */
function hitsOf(matches: readonly RawMatch[]): ReadonlyMap<string, number> {
  const keys = matches.flatMap(({ by }) => by.map(keyOf))
  return new Map([...Map.groupBy(keys, (key) => key)].map(([key, same]) => [key, same.length]))
}

function weakness(
  identifier: Identifier,
  { equal, learned }: RawMatch,
  known: ReadonlyMap<string, Known>,
  hits: ReadonlyMap<string, number>,
  roleMailboxes: readonly string[],
): string | null {
  const name = label[identifier.kind]
  const key = keyOf(identifier)
  if (strength[identifier.kind] === 'weak') return `Only the ${name} is the same, and people share those.`
  if (!equal.has(key)) return `The ${name} is similar, not equal.`
  if (identifier.kind === 'email' && isRoleMailbox(identifier.value, roleMailboxes)) {
    return 'The e-mail address is a mailbox that several people read.'
  }
  const origin = known.get(key)?.origin
  if (origin === 'party') return `The ${name} was learned from an organisation, not from the person.`
  if (origin === 'earlier') return `The ${name} stood with the person before, and does so no more.`
  if (origin === undefined) return `The ${name} was not asked for.`
  if (learned.some((one) => one.of === 'party' && keyOf(one) === key)) {
    return `The ${name} stands there as an organisation’s, not as a person’s.`
  }
  if ((hits.get(key) ?? 0) > 1) return `The ${name} names several matches there.`
  return null
}
