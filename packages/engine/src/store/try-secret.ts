import { isNotNull, sql } from 'drizzle-orm'
import type { Database } from './database.ts'
import { MoveError } from './move-error.ts'
import { createSeal } from './seal.ts'
import { ledgerIdentifiers, requests } from './table.ts'

/** Whether this secret is the one that a database was sealed with. Throws a `MoveError` when it is another. */
export async function trySecret(
  database: Database,
  secret: string | undefined,
): Promise<'opens' | 'not given' | 'nothing is sealed'> {
  if (secret === undefined) return 'not given'
  const sealed = await database.read(async (executor) => {
    const ofRequest = sql<string>`coalesce(${requests.subjectSealed}, ${requests.locatedSealed}, ${requests.planSealed})`
    const [request] = await executor
      .select({ sealed: ofRequest })
      .from(requests)
      .where(isNotNull(ofRequest))
      .limit(1)
    if (request !== undefined) return request.sealed
    const [remembered] = await executor
      .select({ sealed: ledgerIdentifiers.locatorSealed })
      .from(ledgerIdentifiers)
      .limit(1)
    return remembered?.sealed
  })
  if (sealed === undefined) return 'nothing is sealed'
  if (!opens(secret, sealed)) {
    throw new MoveError(
      'The secret does not open what the folder holds. Give the one that its engine runs with: the destination needs the same.',
    )
  }
  return 'opens'
}

function opens(secret: string, sealed: string): boolean {
  try {
    createSeal(secret).open(sealed)
    return true
  } catch {
    return false
  }
}
