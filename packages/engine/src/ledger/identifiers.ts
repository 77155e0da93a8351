import { strength, type Identifier, type Json } from '@rechtop/schema'
import { inArray } from 'drizzle-orm'
import type { Parts } from '../request/parts.ts'
import type { Executor } from '../store/database.ts'
import type { Seal } from '../store/seal.ts'
import { ledgerIdentifiers } from '../store/table.ts'
import { ownMatches, type LocatedSubject } from '../subject/located.ts'
import { ledgerHash, type LedgerMatch } from '../subject/locate.ts'
import { isRoleMailbox } from '../subject/role-mailbox.ts'
import { keyOf } from '../subject/weigh.ts'

/**
 * Remembers where the subject is, by keyed hashes of what identifies them and nobody else: the memory by which a later
 * request with the same e-mail address still finds what was kept.
 */
export async function rememberSubject(
  executor: Executor,
  requestId: string,
  located: LocatedSubject,
  { seal, policy }: Parts,
): Promise<void> {
  const own = ownMatches(located)
  const learned = own.flatMap((match) => match.learned.filter(({ of }) => of === 'person'))
  const names = [...located.identifiers, ...learned].filter((one) =>
    namesOnePerson(one, policy.roleMailboxes),
  )
  const hashes = [...new Set(names.map((identifier) => ledgerHash(keyOf(identifier), seal)))]
  const rows = hashes.flatMap((hash) =>
    own.map(({ id, system, locator }) => ({
      hash,
      system,
      matchId: id,
      locatorSealed: seal.seal(locator),
      requestId,
    })),
  )
  if (rows.length > 0) await executor.insert(ledgerIdentifiers).values(rows).onConflictDoNothing()
}

function namesOnePerson({ kind, value }: Identifier, roleMailboxes: readonly string[]): boolean {
  return strength[kind] === 'strong' && !(kind === 'email' && isRoleMailbox(value, roleMailboxes))
}

/** Forgets the places where nothing was kept. */
export async function forgetEmptied(executor: Executor, emptied: readonly string[]): Promise<void> {
  if (emptied.length === 0) return
  await executor.delete(ledgerIdentifiers).where(inArray(ledgerIdentifiers.matchId, [...emptied]))
}

/** The places remembered under these hashes, in one statement. */
export async function placesOf(
  executor: Executor,
  hashes: readonly string[],
  seal: Seal,
): Promise<LedgerMatch[]> {
  if (hashes.length === 0) return []
  const rows = await executor
    .select()
    .from(ledgerIdentifiers)
    .where(inArray(ledgerIdentifiers.hash, [...hashes]))
  return rows.map(({ hash, system, locatorSealed }) => ({
    hash,
    system,
    locator: seal.open(locatorSealed) as Json,
  }))
}
