import type { ExportItem, Holdings } from '@rechtop/connector'
import type { Identifier, Json } from '@rechtop/schema'
import { fingerprintOf, stayingValues } from '../plan/fingerprint.ts'
import { countSets, readRecords } from '../plan/read-systems.ts'
import type { Seal } from '../store/seal.ts'
import type { System } from '../system/system.ts'
import { canonical } from './ask-system.ts'
import type { SubjectMatch } from './located.ts'
import { matchId, type Search } from './search.ts'
import { keyOf } from './weigh.ts'

/** A place where an earlier erasure kept something of whoever has an identifier with this hash. */
export type LedgerPlace = {
  readonly hash: string
  readonly system: string
  readonly locator: Json
  /** Keyed hashes of the records that were kept there. */
  readonly fingerprints: readonly string[]
}

/** One statement for all hashes. */
export type Remembered = (hashes: readonly string[]) => Promise<readonly LedgerPlace[]>

/** The keyed hash under which the ledger knows an identifier. */
export const ledgerHash = (key: string, seal: Seal): string => seal.hash('ledger', key)

/** Adds what the ledger remembers under the fresh identifiers, as matches that these hit. */
export async function recall(searches: readonly Search[], remembered: Remembered, seal: Seal): Promise<void> {
  const keys = new Map(
    searches.flatMap(({ fresh }) => [...fresh].map((key) => [ledgerHash(key, seal), key] as const)),
  )
  const places = await remembered([...keys.keys()])
  const asking = new Map<string, Search[]>()
  for (const search of searches) {
    for (const key of search.fresh) asking.set(key, [...(asking.get(key) ?? []), search])
  }
  for (const place of places) {
    const key = keys.get(place.hash) ?? ''
    for (const search of asking.get(key) ?? []) addPlace(search, key, place)
  }
}

function addPlace(
  { known: identifiers, answers }: Search,
  key: string,
  { system, locator, fingerprints }: LedgerPlace,
): void {
  const identifier = identifiers.get(key)?.identifier
  const matches = answers.get(system)?.matches
  if (identifier === undefined || matches === undefined) return
  const place = canonical(locator)
  const before = matches.get(place)
  if (before?.fromLedger === false) return
  matches.set(place, {
    locator,
    by: [...(before?.by ?? []), identifier],
    equal: new Set([...(before?.equal ?? []), key]),
    learned: [],
    fromLedger: true,
    fingerprints: new Map([...(before?.fingerprints ?? []), [key, fingerprints]]),
    doubt: null,
  })
}

const unknown = 'Nothing says whether what stands there is what stayed of this person.'

/**
 * Looks whether what the ledger remembers is still there: keys are given out again after a restore, and a stranger may
 * sit on an old one. A place with nothing in it is left out, and said to be empty; one that holds other records than
 * those kept is doubted, and so is one of which no record is known, since sets look alike.
 */
export async function checkRecalled(
  system: System,
  searches: readonly Search[],
  seal: Seal,
  signal: AbortSignal,
): Promise<void> {
  const recalled = searches.flatMap(({ answers, empty }) => {
    const matches = answers.get(system.id)?.matches
    return [...(matches ?? [])].flatMap(([key, match]) =>
      matches !== undefined && match.fromLedger ? [{ matches, key, match, empty }] : [],
    )
  })
  if (recalled.length === 0) return
  const asked = recalled.map(({ match }): SubjectMatch => ({
    ...match,
    id: '',
    system: system.id,
    standing: 'possible',
    why: '',
  }))
  const contents = await readPlaces(system, asked, signal)
  for (const [index, { matches, key, match, empty }] of recalled.entries()) {
    if (contents === null) {
      matches.set(key, { ...match, doubt: 'What is there now could not be read.' })
      continue
    }
    const own = contents.records.filter(({ of }) => of === index)
    const there = own.map(({ holding, ref, data }) =>
      fingerprintOf(holding, ref, stayingValues(data, []), seal),
    )
    const knows = (one: Identifier): boolean =>
      match.fingerprints.get(keyOf(one))?.some((kept) => there.includes(kept)) === true
    const by = match.by.filter(knows)
    if (by.length > 0) {
      // an identifier that proves nothing makes nobody sure beside one that does
      matches.set(key, { ...match, by, equal: new Set(by.map(keyOf)) })
      continue
    }
    if (own.length === 0 && !contents.hasMore[index]) {
      matches.delete(key)
      empty.add(matchId(system.id, key, seal))
    } else {
      const isKnown = [...match.fingerprints.values()].some((kept) => kept.length > 0)
      const isOther = own.length > 0 && isKnown
      const doubt = isOther ? 'Other records stand there than an earlier erasure kept.' : unknown
      matches.set(key, { ...match, doubt })
    }
  }
}

type Contents = {
  readonly records: readonly ExportItem<Holdings>[]
  /** By match: whether there is, or may be, something that is no record. */
  readonly hasMore: readonly boolean[]
}

/** Null when they could not be read. */
async function readPlaces(
  system: System,
  matches: readonly SubjectMatch[],
  signal: AbortSignal,
): Promise<Contents | null> {
  const isHidden = Object.values(system.connector.holdings).some(
    ({ unread, role }) => unread !== undefined && role === 'controller',
  )
  try {
    const records = await readRecords(system, matches, signal)
    const counts = await countSets(system, matches, {}, signal)
    const hasMore = counts.map((sets) => isHidden || Object.values(sets).some((count) => count > 0))
    return { records, hasMore }
  } catch {
    signal.throwIfAborted()
    return null
  }
}
