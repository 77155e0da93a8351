import {
  failureOf,
  FailureError,
  permanent,
  type Located,
  type Referral,
  type Failure,
} from '@rechtop/connector'
import type { Identifier, IdentifierKind, Json } from '@rechtop/schema'
import { callSystem, limits } from '../system/call-system.ts'
import type { System } from '../system/system.ts'
import { keyOf, type RawMatch } from './weigh.ts'

/** A match, with what is needed to weigh it. */
export type FoundMatch = RawMatch & {
  readonly locator: Json
  /** For a place that the ledger remembers: what was kept there, as each identifier that hits knows it, by `keyOf`. */
  readonly fingerprints: ReadonlyMap<string, readonly string[]>
  /** Why it is only possible whatever hit it; null when nothing speaks against it. */
  readonly doubt: string | null
}

/** What one system has said of one subject so far, over the rounds. */
export type Answer = {
  matches: Map<string, FoundMatch>
  referrals: Map<string, Referral>
  asked: boolean
  needs: readonly IdentifierKind[]
  failure: Failure | null
}

export const noAnswer = (): Answer => ({
  matches: new Map(),
  referrals: new Map(),
  asked: false,
  needs: [],
  failure: null,
})

/** One find for many subjects. A system that answers another number of subjects than asked is not believed. */
export async function askSystem(
  system: System,
  asks: readonly (readonly Identifier[])[],
  signal: AbortSignal,
): Promise<readonly Located<Json>[]> {
  try {
    const located = await callSystem(system, limits.find, signal, (context) =>
      system.connector.find(asks, context),
    )
    if (located.length === asks.length) return located
    throw new FailureError(permanent('find answered another number of subjects than it was asked'))
  } catch (error) {
    signal.throwIfAborted()
    return asks.map(() => ({ status: 'failed', failure: failureOf(error) }))
  }
}

/** Adds what a system said in one round to what it said before; `onlyNew`: only the places that it did not name yet. */
export function addAnswer(answer: Answer, located: Located<Json>, onlyNew = false): void {
  if (located.status === 'failed') {
    answer.failure = located.failure
    return
  }
  if (located.status === 'unsearchable') {
    if (!answer.asked) answer.needs = located.needs
    return
  }
  answer.asked = true
  answer.needs = []
  if (located.status === 'absent') return
  for (const { locator, certainty, by, learned } of located.matches) {
    const key = canonical(locator)
    const known = answer.matches.get(key)
    if (onlyNew && known?.fromLedger === false) continue
    // what a system says by itself is weighed by itself: nobody looks there for what the ledger knows
    const before = known?.fromLedger === true ? undefined : known
    const merged = new Map(
      [...(before?.by ?? []), ...by].map((identifier) => [keyOf(identifier), identifier]),
    )
    const equal = new Set([...(before?.equal ?? []), ...(certainty === 'equal' ? by.map(keyOf) : [])])
    const found = {
      locator,
      by: [...merged.values()],
      equal,
      learned,
      fromLedger: false,
      fingerprints: new Map(),
      doubt: null,
    }
    answer.matches.set(key, found)
  }
  for (const referral of located.referrals) {
    answer.referrals.set(`${referral.holding} ${referral.controller.id}`, referral)
  }
}

/** One text per JSON value, whatever the order of its keys. */
export function canonical(value: Json): string {
  return JSON.stringify(value, (_, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  )
}
