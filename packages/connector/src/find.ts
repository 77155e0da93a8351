import type { Identifier, IdentifierKind } from '@rechtop/schema'
import type { Failure } from './failure.ts'

/**
 * An identifier that a match told us. `person`: it names this very person (the address that they sign in with).
 * `party`: it names an organisation or household (a company's contact address), so hits on it prove nothing.
 */
export type Learned = Identifier & { readonly of: 'person' | 'party' }

/**
 * One place where a system holds the subject. `equal`: a stored identifier is the asked one after normalisation.
 * `similar`: it only looks like it. Whether this is one and the same person is not the connector's to say.
 */
export type Match<Locator> = {
  /** The address of the match. Opaque to the engine, kept by it, and valid for ever: also after an erasure. */
  readonly locator: Locator
  readonly certainty: 'equal' | 'similar'
  /** Which of the asked identifiers hit, in their normal form. */
  readonly by: readonly [Identifier, ...Identifier[]]
  readonly learned: readonly Learned[]
  /** Its processing is restricted now; only a connector that has `restrict` tells. */
  readonly restricted?: true
}

/** Data that the system holds for another controller. The subject is told of it; it is never exported or erased. */
export type Referral = {
  readonly holding: string
  readonly controller: { readonly id: string; readonly label: string }
  readonly count: number
}

/** What a system says of one subject. There is no fifth answer: silence is never "absent". */
export type Located<Locator> =
  | {
      readonly status: 'found'
      readonly matches: readonly Match<Locator>[]
      readonly referrals: readonly Referral[]
    }
  /** Searched, and not there. `by`: the kinds that were searched for. */
  | { readonly status: 'absent'; readonly by: readonly IdentifierKind[] }
  /** Not searched: none of the identifiers is of a kind that this system can be searched by. */
  | { readonly status: 'unsearchable'; readonly needs: readonly IdentifierKind[] }
  | { readonly status: 'failed'; readonly failure: Failure }
