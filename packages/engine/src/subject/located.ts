import type { Failure, Learned, Referral } from '@rechtop/connector'
import type { Identifier, IdentifierKind, Json } from '@rechtop/schema'

/**
 * `sure`: this is the subject. `possible`: it may be; a person must say. `confirmed` and `rejected`: a person said.
 */
export type MatchStanding = 'sure' | 'possible' | 'confirmed' | 'rejected'

/** A match, weighed. */
export type SubjectMatch = {
  /** Opaque: a keyed hash of system and locator. */
  readonly id: string
  readonly system: string
  readonly locator: Json
  readonly standing: MatchStanding
  /** Why it is only possible, or what makes it sure, for a person to read; holds no personal data. */
  readonly why: string
  /** The identifiers that hit. Empty for a match that only the ledger knows. */
  readonly by: readonly Identifier[]
  readonly learned: readonly Learned[]
  /** Known from an earlier erasure: something was kept there. */
  readonly fromLedger: boolean
  /** It was sure, and is possible since a system that leads there gives no answer. */
  readonly awaitsTeacher?: boolean
}

/** What a match taught. */
export type Taught = Learned & {
  /** The match, by id: what is not the subject's taught nothing. */
  readonly from: string
}

/** What one system says of a subject. */
export type SubjectInSystem = {
  readonly system: string
  /** `referred`: nothing of our own, but data held for other controllers. */
  readonly status: 'found' | 'possible' | 'absent' | 'unsearchable' | 'failed' | 'referred'
  readonly matches: readonly SubjectMatch[]
  readonly referrals: readonly Referral[]
  /** The kinds of identifiers that it could be searched by, when it is unsearchable. */
  readonly needs: readonly IdentifierKind[]
  readonly failure: Failure | null
}

/** A subject as all systems together know it, at one moment. */
export type LocatedSubject = {
  readonly identifiers: readonly Identifier[]
  readonly systems: readonly SubjectInSystem[]
  /** Systems that a person left out: nothing is planned there, and the ledger must know what was found. */
  readonly leftOut?: readonly SubjectInSystem[]
  /**
   * Matches of before any work, in systems that give no answer now: nothing is planned of them before they are found again.
   * Once work has begun they are possible where nobody finds them.
   */
  readonly unseen?: readonly SubjectMatch[]
  /** What led to the subject's matches at looks before any work, and may lead nobody there any more. */
  readonly taught?: readonly Taught[]
  /** Places, by match id, that the ledger remembers and that have nothing in them any more. */
  readonly empty?: readonly string[]
}

/** A person's word on possible matches, by their ids. */
export type MatchDecisions = { readonly confirmed: readonly string[]; readonly rejected: readonly string[] }

/** The matches that are the subject, or may be. */
export function openMatches({ systems }: Pick<LocatedSubject, 'systems'>): SubjectMatch[] {
  return systems.flatMap(({ matches }) => matches.filter(({ standing }) => standing !== 'rejected'))
}

/** All systems with their matches, also those that a person left out. */
export function withLeftOut({ systems, leftOut = [] }: LocatedSubject): SubjectInSystem[] {
  return [...systems, ...leftOut]
}

/** The matches that are the subject: what may be shown as theirs and erased. */
export function ownMatches(subject: LocatedSubject): SubjectMatch[] {
  return subject.systems.flatMap((system) =>
    system.matches.filter(({ standing }) => standing === 'sure' || standing === 'confirmed'),
  )
}
