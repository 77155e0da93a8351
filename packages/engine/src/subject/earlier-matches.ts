import type { Learned } from '@rechtop/connector'
import {
  withLeftOut,
  type LocatedSubject,
  type MatchDecisions,
  type SubjectInSystem,
  type SubjectMatch,
  type Taught,
} from './located.ts'
import type { Doubt } from './search.ts'
import { keyOf } from './weigh.ts'

/**
 * What is found now, together with what was known before and find does not see any more. A locator outlives the
 * erasure, so that we can look where the data were; and a match that nobody has decided on does not go away because
 * the identifier that led to it was erased. `undecided`: only that, and what a person confirmed. A system that was
 * taken out of the configuration can't be looked at, which is a failure and not an absence.
 */
export function withEarlierMatches(
  now: LocatedSubject,
  before: LocatedSubject | null,
  decisions: MatchDecisions,
  which: 'all' | 'undecided',
): LocatedSubject {
  if (before === null) return now
  const systemsBefore = withLeftOut(before)
  const carried = systemsBefore
    .flatMap(({ matches }) => matches.map((match) => decided(match, decisions)))
    .filter(({ standing }) => which === 'all' || standing !== 'sure')
    .filter((match) => which === 'all' || !isEmptied(match, now))
  const earlier = new Map(carried.map((match) => [match.id, match]))
  const sure = which === 'all' ? [] : systemsBefore.flatMap(({ matches }) => matches)
  const aside = unseenOf([...(before.unseen ?? []), ...sure], now, decisions)
  const systems = now.systems.map((system): SubjectInSystem => {
    const seen = system.matches.map((match) => {
      if (awaits(match, aside, sure)) return { ...match, awaitsTeacher: true }
      const known = earlier.get(match.id)
      return known === undefined ? match : preferred(match, known, which)
    })
    const ids = new Set(seen.map(({ id }) => id))
    const unseen = carried.filter((match) => match.system === system.system && !ids.has(match.id))
    // the way there may have been erased by now, or it was mended at its source
    const named = system.status === 'failed' || which === 'undecided' ? [] : aside
    const unnamed = named.filter((match) => match.system === system.system).map(asUnnamed)
    return { ...system, matches: [...seen, ...unseen, ...unnamed] }
  })
  const known = new Set(systems.map(({ system }) => system))
  const missing = systemsBefore
    .filter(({ system }) => !known.has(system))
    .map((system): SubjectInSystem => ({
      ...system,
      matches: carried.filter((match) => match.system === system.system),
      status: 'failed',
      failure: { code: 'config', key: 'systems' },
    }))
    .filter(({ system, matches }) => matches.length > 0 || aside.some((match) => match.system === system))
  const all = [...systems, ...missing]
  const failed = new Set(all.flatMap(({ system, status }) => (status === 'failed' ? system : [])))
  const unseen = aside.filter(({ system }) => failed.has(system))
  const taught = which === 'all' ? (before.taught ?? []) : taughtBy(before)
  return {
    ...now,
    systems: all,
    ...(unseen.length > 0 && { unseen }),
    ...(taught.length > 0 && { taught }),
  }
}

/** Whether only what was taught by those who are put aside still leads to one of these, which was sure. */
function awaits(
  { id, standing, by }: SubjectMatch,
  aside: readonly SubjectMatch[],
  before: readonly SubjectMatch[],
): boolean {
  if (standing !== 'possible') return false
  const wasSure = before.some(
    (match) => match.id === id && (match.standing === 'sure' || match.awaitsTeacher),
  )
  const ways = new Set(aside.flatMap(({ learned }) => learned.map(keyOf)))
  return wasSure && by.every((one) => ways.has(keyOf(one)))
}

/** A place that only the ledger knows, and that has nothing in it any more. */
function isEmptied({ id, fromLedger }: SubjectMatch, { empty = [] }: LocatedSubject): boolean {
  return fromLedger && empty.includes(id)
}

/** Those that are the subject, and that no system names now. */
function unseenOf(
  matches: readonly SubjectMatch[],
  now: LocatedSubject,
  decisions: MatchDecisions,
): SubjectMatch[] {
  const seen = new Set(now.systems.flatMap((system) => system.matches.map(({ id }) => id)))
  const unseen = matches.filter(({ id }) => !seen.has(id)).map((match) => decided(match, decisions))
  return [...new Map(unseen.map((match) => [match.id, match])).values()].filter(
    ({ standing }) => standing === 'sure',
  )
}

const asUnnamed = (match: SubjectMatch): SubjectMatch => ({
  ...match,
  standing: 'possible',
  why: 'It was found before the work began, and its system does not name it any more.',
})

/**
 * What the subject's matches taught before: it may be erased by now, and still leads to the rest. `undecided`: only what
 * those taught that a person confirmed, since before any work a match is mended at its source.
 */
export function learnedBefore(
  before: LocatedSubject | null,
  { confirmed, rejected }: MatchDecisions,
  which: 'all' | 'undecided',
): Learned[] {
  const matches = before === null ? [] : withLeftOut(before).flatMap((system) => system.matches)
  return matches
    .filter(({ id }) => !rejected.includes(id))
    .filter(
      ({ id, standing }) =>
        (which === 'all' && standing === 'sure') || standing === 'confirmed' || confirmed.includes(id),
    )
    .flatMap(({ learned }) => learned)
}

/** What led to the subject at looks before any work: whom only this leads to is possible. */
export function taughtBefore(before: LocatedSubject | null, { rejected }: MatchDecisions): Learned[] {
  return (before?.taught ?? []).filter(({ from }) => !rejected.includes(from))
}

/** What led to the subject up to this look, each once. */
function taughtBy(before: LocatedSubject): Taught[] {
  const own = withLeftOut(before)
    .flatMap(({ matches }) => matches)
    .filter(({ standing }) => standing === 'sure' || standing === 'confirmed')
  const lessons = own.flatMap(({ id, learned }) => learned.map((one) => ({ ...one, from: id })))
  const all = [...(before.taught ?? []), ...lessons]
  return [...new Map(all.map((one) => [`${one.from} ${one.of} ${keyOf(one)}`, one])).values()]
}

/**
 * The matches that nobody has decided on: that their rivals are gone, by this request's work or another one's, does not
 * make them the subject's. Before any work (`undecided`) something new that identifies them does, what only the ledger
 * knows proves itself at each look, and who was sure had no rival.
 */
export function undecidedBefore(before: LocatedSubject | null, which: 'all' | 'undecided'): Doubt[] {
  const matches = before === null ? [] : withLeftOut(before).flatMap((system) => system.matches)
  const doubted = matches.filter(({ standing }) => standing === 'possible')
  if (which === 'all') return doubted.map(({ id }) => ({ id, hitBy: null }))
  return doubted
    .filter(({ fromLedger, awaitsTeacher = false }) => !fromLedger && !awaitsTeacher)
    .map(({ id, by }) => ({ id, hitBy: by.map(keyOf) }))
}

/**
 * Who was the subject before the work still is, also when the identifier that proved it is gone; and what it taught is
 * still theirs, also when its record stays without that.
 */
function preferred(match: SubjectMatch, before: SubjectMatch, which: 'all' | 'undecided'): SubjectMatch {
  if (match.standing === 'possible') return { ...before, awaitsTeacher: false }
  if (which === 'undecided') return match
  const learned = [...before.learned, ...match.learned]
  return { ...match, learned: [...new Map(learned.map((one) => [`${one.of} ${keyOf(one)}`, one])).values()] }
}

/** The same by what a person has said since. */
export function asDecided(located: LocatedSubject, decisions: MatchDecisions): LocatedSubject {
  const decideIn = (system: SubjectInSystem): SubjectInSystem => ({
    ...system,
    matches: system.matches.map((match) => decided(match, decisions)),
  })
  const { systems, leftOut = [], unseen = [] } = located
  return {
    ...located,
    systems: systems.map(decideIn),
    leftOut: leftOut.map(decideIn),
    unseen: unseen.map((match) => decided(match, decisions)),
  }
}

function decided(match: SubjectMatch, { confirmed, rejected }: MatchDecisions): SubjectMatch {
  if (rejected.includes(match.id)) return { ...match, standing: 'rejected' }
  if (confirmed.includes(match.id) && match.standing !== 'sure') return { ...match, standing: 'confirmed' }
  return match
}
