import { strength, type Identifier, type Json } from '@rechtop/schema'
import { and, eq, or, sql } from 'drizzle-orm'
import type { Plan } from '../plan/plan.ts'
import type { Parts } from '../request/parts.ts'
import { isAmong } from '../store/among.ts'
import type { Executor } from '../store/database.ts'
import type { Seal } from '../store/seal.ts'
import { insertMany } from '../store/many.ts'
import { ledgerIdentifiers } from '../store/table.ts'
import { ownMatches, type LocatedSubject, type SubjectMatch } from '../subject/located.ts'
import { ledgerHash, type LedgerPlace } from '../subject/recall.ts'
import { isRoleMailbox } from '../subject/role-mailbox.ts'
import { keyOf } from '../subject/weigh.ts'

/** A subject of whom something stays. */
export type Remembering = {
  readonly requestId: string
  readonly located: LocatedSubject
  readonly plan: Plan
}

/**
 * Remembers where something of each subject stays, by keyed hashes of what identifies them and nobody else: the memory
 * by which a later request with the same e-mail address still finds what was kept.
 */
export async function rememberSubjects(
  executor: Executor,
  subjects: readonly Remembering[],
  parts: Parts,
): Promise<void> {
  const rows = subjects.flatMap((subject) => placesFor(subject, parts))
  // one place of two people is written once
  const byKey = new Map(rows.map((row) => [`${row.hash} ${row.system} ${row.matchId}`, row]))
  // an erasure that ends mostly finds there what it wrote when it began; of what a person left, an earlier one may know more
  const conflict = sql`(hash, system, match_id) do update set fingerprints = excluded.fingerprints
    where ledger_identifier.fingerprints <> excluded.fingerprints and excluded.fingerprints <> '[]'`
  await insertMany(executor, ledgerIdentifiers, [...byKey.values()], conflict)
}

type Place = typeof ledgerIdentifiers.$inferSelect

function placesFor({ requestId, located, plan }: Remembering, { seal, policy }: Parts): Place[] {
  const own = ownMatches(located)
  const learned = own.flatMap((match) => match.learned.filter(({ of }) => of === 'person'))
  const names = [...located.identifiers, ...learned].filter((one) =>
    namesOnePerson(one, located, policy.roleMailboxes),
  )
  const hashes = [...new Set(names.map((identifier) => ledgerHash(keyOf(identifier), seal)))]
  const staying = stayingIn(plan)
  return own.flatMap(({ id, system, locator }) => {
    if (!staying.has(id)) return []
    const fingerprints = plan.lines.filter(({ match }) => match === id).flatMap((line) => line.fingerprints)
    const locatorSealed = seal.seal(locator)
    return hashes.map((hash) => ({ hash, system, matchId: id, locatorSealed, fingerprints, requestId }))
  })
}

/** The matches where records stay, or what a person left as it is, of which nothing more is known. */
export function stayingIn(plan: Plan): ReadonlySet<string> {
  const lines = plan.lines.filter(({ action, fingerprints }) => fingerprints.length > 0 || action === 'skip')
  return new Set(lines.flatMap(({ match }) => match ?? []))
}

/** What several matches of one system carry, or one that is not the subject, is no name of one person. */
function namesOnePerson(
  identifier: Identifier,
  located: LocatedSubject,
  roleMailboxes: readonly string[],
): boolean {
  const { kind, value } = identifier
  if (strength[kind] === 'weak' || (kind === 'email' && isRoleMailbox(value, roleMailboxes))) return false
  const hitBy = ({ by }: SubjectMatch): boolean => by.some((one) => keyOf(one) === keyOf(identifier))
  return located.systems.every(({ matches }) => {
    const hit = matches.filter(hitBy)
    return hit.length <= 1 && hit.every(({ standing }) => standing === 'sure' || standing === 'confirmed')
  })
}

/** Forgets places where nothing was kept. */
export async function forgetPlaces(executor: Executor, matchIds: readonly string[]): Promise<void> {
  if (matchIds.length === 0) return
  await executor.delete(ledgerIdentifiers).where(isAmong(ledgerIdentifiers.matchId, matchIds))
}

/**
 * Forgets that a match is the subject's: what this request wrote, and what there is under identifiers of theirs. What the
 * match says of its person is that person's, also where the search then found it by that, and is still known.
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
  const { matchId, requestId, hash } = ledgerIdentifiers
  const hashes = keys.map((key) => ledgerHash(key, seal))
  const isTheirs = or(eq(requestId, request), isAmong(hash, hashes))
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
