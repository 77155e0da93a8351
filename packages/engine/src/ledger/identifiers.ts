import { strength, type Identifier, type Json } from '@rechtop/schema'
import { and, eq, ne, or, sql } from 'drizzle-orm'
import type { Plan } from '../plan/plan.ts'
import type { Parts } from '../request/parts.ts'
import { isAmong } from '../store/among.ts'
import type { Executor } from '../store/database.ts'
import type { Seal } from '../store/seal.ts'
import { insertMany } from '../store/many.ts'
import { ledgerIdentifiers } from '../store/table.ts'
import {
  openMatches,
  ownMatches,
  withLeftOut,
  type LocatedSubject,
  type SubjectMatch,
} from '../subject/located.ts'
import { ledgerHash, type LedgerPlace } from '../subject/recall.ts'
import { isRoleMailbox } from '../subject/role-mailbox.ts'
import { keyOf } from '../subject/weigh.ts'

/** A subject of whom something stays. */
export type Remembering = {
  readonly requestId: string
  readonly located: LocatedSubject
  readonly plan: Plan
  /** The matches, by id, where something stays or may. */
  readonly staying: ReadonlySet<string>
}

/**
 * Remembers where something of each subject stays, by keyed hashes of what identifies them: the memory by which a later
 * request with the same e-mail address still finds what was kept. By what may be another person's too it is found as
 * possible only. What an earlier request knew of a place is added to.
 */
export async function rememberSubjects(
  executor: Executor,
  subjects: readonly Remembering[],
  parts: Parts,
): Promise<void> {
  const known = subjects.map((subject) => ({ subject, names: namesOf(subject.located, parts) }))
  const rows = known.flatMap(({ subject, names }) => placesFor(subject, names, parts.seal))
  // one place of two people is written once
  const byKey = new Map(rows.map((row) => [`${row.hash} ${row.system} ${row.matchId}`, row]))
  // an erasure that ends mostly finds there what it wrote when it began
  const conflict = sql`(hash, system, match_id) do update set fingerprints = (
      select jsonb_agg(distinct one) from jsonb_array_elements(ledger_identifier.fingerprints || excluded.fingerprints) one)
    where not ledger_identifier.fingerprints @> excluded.fingerprints`
  await insertMany(executor, ledgerIdentifiers, [...byKey.values()], conflict)
  const shared = known.flatMap(({ names }) =>
    [...names].flatMap(([hash, whose]) => (whose === 'shared' ? hash : [])),
  )
  if (shared.length === 0) return
  const { hash, fingerprints } = ledgerIdentifiers
  const isShared = and(isAmong(hash, shared), ne(fingerprints, []))
  await executor.update(ledgerIdentifiers).set({ fingerprints: [] }).where(isShared)
}

/** Whose an identifier is: the subject's alone, another one's too by a person's word, or of nobody knows whom. */
type Whose = 'own' | 'shared' | 'doubted'

/** What identifies a subject, by hash. */
type Names = ReadonlyMap<string, Whose>

function namesOf(located: LocatedSubject, { seal, policy }: Parts): Names {
  const learned = ownMatches(located).flatMap((match) => match.learned.filter(({ of }) => of === 'person'))
  const strong = [...located.identifiers, ...learned].filter((one) => isStrong(one, policy.roleMailboxes))
  return new Map(strong.map((one) => [ledgerHash(keyOf(one), seal), whoseIs(one, located)]))
}

type Place = typeof ledgerIdentifiers.$inferSelect

function placesFor({ requestId, located, plan, staying }: Remembering, names: Names, seal: Seal): Place[] {
  const places = allPlaces(located).filter(({ id }) => staying.has(id))
  return places.flatMap(({ id, system, locator }) => {
    const fingerprints = plan.lines.filter(({ match }) => match === id).flatMap((line) => line.fingerprints)
    const locatorSealed = seal.seal(locator)
    return [...names].map(([hash, whose]) => {
      // without a record that is known, whoever is found by it is only possible there
      const known = whose === 'own' ? fingerprints : []
      return { hash, system, matchId: id, locatorSealed, fingerprints: known, requestId }
    })
  })
}

/** Every match that is the subject or may be, also where a person left it out or the system gave no answer. */
export function allPlaces(located: LocatedSubject): SubjectMatch[] {
  const systems = withLeftOut(located)
  const unseen = (located.unseen ?? []).filter(({ standing }) => standing !== 'rejected')
  return [...openMatches({ systems }), ...unseen]
}

/**
 * The matches, by id, where something stays after this plan, where a person said that it is left as it is, or of which
 * nothing is known while the system gives no answer.
 */
export function stayingIn({ leftOut = [], unseen = [] }: LocatedSubject, plan: Plan): ReadonlySet<string> {
  const lines = plan.lines.filter(
    ({ action }) => action === 'keep' || action === 'reduce' || action === 'skip',
  )
  const aside = [...leftOut.flatMap(({ matches }) => matches), ...unseen]
  return new Set([...lines.flatMap(({ match }) => match ?? []), ...aside.map(({ id }) => id)])
}

/** What many people share leads to nobody. */
function isStrong({ kind, value }: Identifier, roleMailboxes: readonly string[]): boolean {
  return strength[kind] !== 'weak' && !(kind === 'email' && isRoleMailbox(value, roleMailboxes))
}

/** What a system finds by itself is another one's by a person's word; what the ledger knows there may have been given out again. */
function whoseIs(identifier: Identifier, located: LocatedSubject): Whose {
  const hitBy = ({ by }: SubjectMatch): boolean => by.some((one) => keyOf(one) === keyOf(identifier))
  const hit = withLeftOut(located).flatMap(({ matches }) => matches.filter(hitBy))
  if (hit.every(({ standing }) => standing === 'sure' || standing === 'confirmed')) return 'own'
  const isShared = hit.some(({ standing, fromLedger }) => standing === 'rejected' && !fromLedger)
  return isShared ? 'shared' : 'doubted'
}

/** Forgets places where nothing was kept. */
export async function forgetPlaces(executor: Executor, matchIds: readonly string[]): Promise<void> {
  if (matchIds.length === 0) return
  await executor.delete(ledgerIdentifiers).where(isAmong(ledgerIdentifiers.matchId, matchIds))
}

/**
 * Forgets that a match is the subject's: what this request wrote, and what proves it under identifiers of theirs. What the
 * match says of its person is that person's, also where the search then found it by that, and is still known; and so is
 * what leads there without a proof, which is asked about.
 */
export async function forgetPlaceOf(
  executor: Executor,
  request: string,
  subject: LocatedSubject,
  match: SubjectMatch,
  seal: Seal,
): Promise<void> {
  const anothers = new Set(match.learned.map(keyOf))
  const others = ownMatches(subject).filter(({ id }) => id !== match.id)
  const further = [...match.by, ...others.flatMap(({ learned }) => learned)].map(keyOf)
  const keys = [...subject.identifiers.map(keyOf), ...further.filter((key) => !anothers.has(key))]
  const { matchId, requestId, hash, fingerprints } = ledgerIdentifiers
  const hashes = keys.map((key) => ledgerHash(key, seal))
  const isTheirs = or(eq(requestId, request), and(isAmong(hash, hashes), ne(fingerprints, [])))
  await executor.delete(ledgerIdentifiers).where(and(eq(matchId, match.id), isTheirs))
}

/** Forgets what a request had remembered before its work. */
export async function forgetRequest(executor: Executor, requestId: string): Promise<void> {
  await executor.delete(ledgerIdentifiers).where(eq(ledgerIdentifiers.requestId, requestId))
}

/** The places remembered under these hashes, in one statement. */
export async function placesOf(
  executor: Executor,
  hashes: readonly string[],
  seal: Seal,
): Promise<LedgerPlace[]> {
  if (hashes.length === 0) return []
  const rows = await executor.select().from(ledgerIdentifiers).where(isAmong(ledgerIdentifiers.hash, hashes))
  return rows.map(({ hash, system, locatorSealed, fingerprints }) => {
    return { hash, system, fingerprints, locator: seal.open(locatorSealed) as Json }
  })
}
