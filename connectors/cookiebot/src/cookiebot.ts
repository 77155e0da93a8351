import {
  defineConnector,
  failureOf,
  unusable,
  type ErasureLine,
  type ExportItem,
  type Located,
  type Match,
  type Outcome,
  type Page,
} from '@rechtop/connector'
import type { Identifier } from '@rechtop/schema'
import { z } from 'zod'
import { advice } from './advice.ts'
import { CookiebotConfig } from './config.ts'
import { consentIdIn } from './consent-id.ts'
import { cursorOf, dayBefore, readConsentLog, type Reading } from './consent-log.ts'
import type { Entry } from './entry.ts'
import { cookiebotHoldings, type CookiebotHoldings } from './holdings.ts'
import { toChoice, toLogEntry } from './records.ts'

/**
 * Cookiebot by Usercentrics: what visitors chose in the cookie banner. Its API gives totals per day and no entries (help
 * article 4405045044882), so this reads the consent log that somebody downloads (help article 360003782734).
 */
export const cookiebot = defineConnector({
  name: 'cookiebot',
  contract: 1,
  config: CookiebotConfig,
  locator: z.strictObject({ consentId: z.string() }),
  // nothing else in the log names anybody (GDPR art. 11(2)): the person gives the id that their browser holds
  identifiers: ['cookieId'],
  holdings: cookiebotHoldings,
  processor: {
    name: 'Usercentrics A/S (Cookiebot)',
    // where the company has its seat (privacy policy of July 2024): no page known to us says where the log stands
    country: 'DK',
    agreement: 'Usercentrics Data Processing Agreement, cookiebot.com/en/data-processing-agreement',
  },
  // Cookiebot gives no figure, so this is longer than those of services like it
  backupHorizon: 'P1Y',
  needs: [
    'A download of the consent log at the path in "log", made anew before its newest entry is older than "maximumAgeDays": in the Cookiebot Manager under User consents, for each domain, over the last twelve months.',
    'The consent id of the person. The cookie declaration of the website shows it, and it is the "stamp" in the cookie CookieConsent; the whole value of that cookie will do, up to 320 characters.',
  ],
  gaps: [
    'Choices made after the download, or in a domain or period of which there is none.',
    'Choices of the person in other browsers, or from before they cleared their cookies: each has an id of its own.',
    'Visitors who were not asked, or whose cookie holds -1 or 0 for an id.',
    'People who work with this Cookiebot themselves.',
  ],
  skips: [
    ...['X2', 'X3', 'X4', 'X5', 'X6', 'X7', 'X10', 'X11', 'L1', 'L2', 'S1', 'S2'].map((property) => ({
      property,
      reason:
        'It waits for an erasure to be done. Cookiebot erases no entry of its log, so the answer is "unsupported"; the tests beside this file look at secrecy, and at what an erasure answers.',
      until: '2027-06-30',
    })),
    {
      property: 'E3',
      reason:
        'A file tells of no requests. The few entries of a person are sorted before the first is given, because downloads overlap.',
      until: '2027-06-30',
    },
  ],

  open: () => Promise.resolve(null),
  close: () => Promise.resolve(),
  async check(context) {
    try {
      const { oldest } = await readConsentLog(new Set(), context)
      if (oldest >= dayBefore(context.now(), 366)) return []
      return [{ failure: null, at: 'log', mend: advice.overdue }]
    } catch (error) {
      context.signal.throwIfAborted()
      const failure = failureOf(error)
      const mend = failure.code === 'permanent' ? failure.detail : unusable(failure).mend
      return [{ failure, at: 'log', mend }]
    }
  },

  async find(subjects, context) {
    context.signal.throwIfAborted()
    const asked = subjects.map(idsOf)
    const ids = new Set(asked.flatMap((named) => named.map(({ consentId }) => consentId)))
    if (ids.size === 0) return asked.map(() => unsearchable)
    try {
      const { entries } = await readConsentLog(ids, context)
      return asked.map((named) => locate(named, entries))
    } catch (error) {
      context.signal.throwIfAborted()
      const failed = { status: 'failed', failure: failureOf(error) } as const
      return asked.map((named) => (named.length === 0 ? unsearchable : failed))
    }
  },

  async *export(orders, context): AsyncGenerator<ExportItem<CookiebotHoldings>> {
    if (orders.length === 0) return
    const { entries } = await readConsentLog(new Set(orders.map(({ locator }) => locator.consentId)), context)
    for (const [of, { locator, holdings }] of orders.entries()) {
      const all = entries.get(locator.consentId) ?? []
      for (const entry of pageOf(all, holdings.choices)) {
        context.signal.throwIfAborted()
        const { ref } = entry
        yield { of, holding: 'choices', ref, cursor: cursorOf(entry), data: toChoice(entry) }
      }
      for (const entry of pageOf(all, holdings.logEntries)) {
        context.signal.throwIfAborted()
        const { ref } = entry
        yield { of, holding: 'logEntries', ref, cursor: cursorOf(entry), data: toLogEntry(entry) }
      }
    }
  },

  async erase(orders, context) {
    context.signal.throwIfAborted()
    if (orders.every(({ lines }) => lines.length === 0)) return orders.map(() => [])
    try {
      const ids = new Set(orders.map(({ locator }) => locator.consentId))
      const { entries } = await readConsentLog(ids, context)
      return orders.map(({ locator: { consentId }, lines }) => {
        const there = new Set((entries.get(consentId) ?? []).map(({ ref }) => ref))
        return lines.map((line) => outcomeOf(line, consentId, there))
      })
    } catch (error) {
      context.signal.throwIfAborted()
      const failed = { status: 'failed', failure: failureOf(error), done: 0 } as const
      return orders.map(({ lines }) => lines.map(() => failed))
    }
  },
})

type Locator = { readonly consentId: string }
type Named = { readonly by: Identifier; readonly consentId: string }
const unsearchable = { status: 'unsearchable', needs: ['cookieId'] } as const

function idsOf(subject: readonly Identifier[]): Named[] {
  return subject.flatMap((by) => {
    const consentId = by.kind === 'cookieId' ? consentIdIn(by.value) : null
    return consentId === null ? [] : [{ by, consentId }]
  })
}

function locate(named: readonly Named[], entries: Reading['entries']): Located<Locator> {
  if (named.length === 0) return unsearchable
  const matches: Match<Locator>[] = []
  const hits = named.filter(({ consentId }) => entries.has(consentId))
  for (const [consentId, [first, ...others]] of Map.groupBy(hits, (hit) => hit.consentId)) {
    if (first === undefined) continue
    const by = [first.by, ...others.map((other) => other.by)] as const
    matches.push({ locator: { consentId }, certainty: 'equal', by, learned: [] })
  }
  if (matches.length === 0) return { status: 'absent', by: ['cookieId'] }
  return { status: 'found', matches, referrals: [] }
}

function pageOf(all: readonly Entry[], page: Page | undefined): readonly Entry[] {
  if (page === undefined) return []
  const { after, first } = page
  return all.filter((entry) => after === undefined || cursorOf(entry) > after).slice(0, first)
}

/** An entry is gone when a newer download has it no more. */
function outcomeOf(
  { select: { refs } }: ErasureLine<CookiebotHoldings>,
  consentId: string,
  there: ReadonlySet<string>,
): Outcome {
  const strange = refs.filter((ref) => !ref.startsWith(`${consentId} `))
  if (strange.length > 0) return { status: 'stale', refs: strange }
  if (!refs.some((ref) => there.has(ref))) return { status: 'done', count: 0 }
  return {
    status: 'unsupported',
    why: 'Cookiebot erases no single entry of its consent log. Ask its support whether it will; an entry of more than a year ago leaves this server with the next download, of the last twelve months.',
  }
}
