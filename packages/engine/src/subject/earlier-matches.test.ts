import { describe, expect, test } from 'vitest'
import {
  asDecided,
  learnedBefore,
  taughtBefore,
  undecidedBefore,
  withEarlierMatches,
} from './earlier-matches.ts'
import type { LocatedSubject, MatchStanding, SubjectInSystem, SubjectMatch } from './located.ts'

const match = (id: string, standing: MatchStanding, system = 'billing'): SubjectMatch => ({
  id,
  system,
  standing,
  locator: id,
  why: '',
  by: [],
  learned: [{ kind: 'email', value: `${id}@example.nl`, of: 'person' }],
  fromLedger: false,
})
const within = (system: string, ...matches: SubjectMatch[]): SubjectInSystem => ({
  system,
  status: 'found',
  matches,
  referrals: [],
  needs: [],
  failure: null,
})
const subject = (...systems: SubjectInSystem[]): LocatedSubject => ({ identifiers: [], systems })
const nothing = { confirmed: [], rejected: [] }
const standings = ({ systems }: LocatedSubject) =>
  systems.flatMap(({ matches }) => matches.map(({ id, standing }) => `${id} ${standing}`))

describe('after the work', () => {
  const before = subject(within('billing', match('a', 'sure'), match('b', 'possible')))
  test('the places that find does not see any more are looked at too', () => {
    const now = withEarlierMatches(subject(within('billing')), before, nothing, 'all')
    expect(standings(now)).toEqual(['a sure', 'b possible'])
  })
  test('who was the subject stays so when the identifier that proved it is gone', () => {
    const now = withEarlierMatches(subject(within('billing', match('a', 'possible'))), before, nothing, 'all')
    expect(standings(now)).toContain('a sure')
  })
  test('what taught goes on teaching when its record stays without that', () => {
    const bare = { ...match('a', 'sure'), learned: [] }
    const now = withEarlierMatches(subject(within('billing', bare)), before, nothing, 'all')
    expect(now.systems[0]?.matches[0]?.learned).toEqual(match('a', 'sure').learned)
    const unbegun = withEarlierMatches(subject(within('billing', bare)), before, nothing, 'undecided')
    expect(unbegun.systems[0]?.matches[0]?.learned).toEqual([])
    expect(taughtBefore(unbegun, nothing).map(({ value }) => value)).toEqual(['a@example.nl'])
  })
  test('a person’s last word counts', () => {
    const rejected = subject(within('billing', match('b', 'rejected')))
    const confirmed = { confirmed: ['b'], rejected: [] }
    expect(standings(withEarlierMatches(subject(within('billing')), rejected, confirmed, 'all'))).toEqual([
      'b confirmed',
    ])
  })
  test('a system that was taken out of the configuration is a failure, not an absence', () => {
    const { systems } = withEarlierMatches(subject(), before, nothing, 'all')
    expect(systems).toMatchObject([{ system: 'billing', status: 'failed', failure: { code: 'config' } }])
  })
})

test('before any work, a match that was mended at its source is not carried on', () => {
  const before = subject(
    within('billing', match('a', 'sure'), match('b', 'possible'), match('c', 'confirmed')),
  )
  const now = withEarlierMatches(subject(within('billing')), before, nothing, 'undecided')
  expect(standings(now)).toEqual(['b possible', 'c confirmed'])
})

test('before any work, who gave no answer is still thought to have what it had', () => {
  const before = subject(within('billing', match('a', 'sure')), within('other', match('b', 'sure', 'other')))
  const failed = { ...within('billing'), status: 'failed' } as const
  const now = withEarlierMatches(subject(failed, within('other')), before, nothing, 'undecided')
  expect(standings(now)).toEqual([])
  expect(now.unseen?.map(({ id }) => id)).toEqual(['a'])
  const stillFailed = withEarlierMatches(subject(failed), now, nothing, 'all')
  expect(stillFailed.unseen?.map(({ id }) => id)).toEqual(['a'])
  expect(withEarlierMatches(subject(failed), now, { confirmed: [], rejected: ['a'] }, 'all').unseen).toBe(
    undefined,
  )
  // it may have been mended at its source, or the way there was erased by now: a person has to tell
  for (const [which, expected] of [
    ['undecided', []],
    ['all', ['a possible']],
  ] as const) {
    const answered = withEarlierMatches(subject(within('billing')), now, nothing, which)
    expect([standings(answered), answered.unseen]).toEqual([expected, undefined])
  }
  const gone = withEarlierMatches(subject(within('other')), now, nothing, 'undecided')
  expect(gone.systems).toMatchObject([{ system: 'other' }, { system: 'billing', status: 'failed' }])
  expect([standings(gone), gone.unseen?.map(({ id }) => id)]).toEqual([[], ['a']])
  expect(taughtBefore(gone, nothing).map(({ value }) => value)).toEqual(['a@example.nl', 'b@example.nl'])
  const rejecting = { confirmed: [], rejected: ['a'] }
  expect(taughtBefore(gone, rejecting).map(({ value }) => value)).toEqual(['b@example.nl'])
  const doubted = subject({ ...failed, matches: [match('a', 'possible')] }, within('other'))
  const seen = withEarlierMatches(doubted, before, nothing, 'undecided')
  expect([standings(seen), seen.unseen]).toEqual([['a possible'], undefined])
})

test('what a person left out is known as if it had not been, and decided on as well', () => {
  const leftOut = [within('left', match('a', 'sure', 'left'), match('b', 'possible', 'left'))]
  const before = { ...subject(within('billing')), leftOut }
  const now = withEarlierMatches(subject(within('billing'), within('left')), before, nothing, 'all')
  expect(standings(now)).toEqual(['a sure', 'b possible'])
  expect(undecidedBefore(before, 'all').map(({ id }) => id)).toEqual(['b'])
  const rejecting = { confirmed: [], rejected: ['a'] }
  const decided = asDecided(before, rejecting).leftOut?.flatMap(({ matches }) => matches)
  expect(decided?.map(({ standing }) => standing)).toEqual(['rejected', 'possible'])
})

test('what teaches is what is the subject; a rejected match teaches nothing', () => {
  const before = subject(
    within('billing', match('a', 'sure'), match('b', 'possible'), match('c', 'possible')),
  )
  const taught = (rejected: string[], which: 'all' | 'undecided'): string[] =>
    learnedBefore(before, { confirmed: ['b'], rejected }, which).map(({ value }) => value)
  expect(taught(['a'], 'all')).toEqual(['b@example.nl'])
  expect(taught([], 'all')).toEqual(['a@example.nl', 'b@example.nl'])
  // before any work it may have been mended at its source
  expect(taught([], 'undecided')).toEqual(['b@example.nl'])
  expect(undecidedBefore(before, 'all').map(({ id }) => id)).toEqual(['b', 'c']) // what only the ledger knows proves itself at each look
  const remembered = subject(within('billing', { ...match('b', 'possible'), fromLedger: true }))
  expect(undecidedBefore(remembered, 'all')).toEqual([{ id: 'b', hitBy: null }])
  expect(undecidedBefore(remembered, 'undecided')).toEqual([])
})

test('a remembered place that nobody could read, and that is empty by the next look, asks nobody', () => {
  const remembered = subject(within('billing', { ...match('b', 'possible'), fromLedger: true }))
  const now = { ...subject(within('billing')), empty: ['b'] }
  expect(standings(withEarlierMatches(now, remembered, nothing, 'undecided'))).toEqual([])
  // once work has begun, what is empty may be in the middle of a restore
  expect(standings(withEarlierMatches(now, remembered, nothing, 'all'))).toEqual(['b possible'])
  const found = subject(within('billing', match('b', 'possible')))
  expect(standings(withEarlierMatches(now, found, nothing, 'undecided'))).toEqual(['b possible'])
})

test('who awaits a teacher is not doubted, until something else speaks against them', () => {
  const teacher = match('t', 'sure', 'crm')
  const by = teacher.learned.map(({ kind, value }) => ({ kind, value }))
  const taught = (standing: MatchStanding) => ({ ...match('a', standing), by })
  const failed = { ...within('crm'), status: 'failed' } as const
  const look = (before: LocatedSubject, crm: SubjectInSystem, standing: MatchStanding) =>
    withEarlierMatches(subject(within('billing', taught(standing)), crm), before, nothing, 'undecided')
  const first = subject(within('billing', taught('sure')), within('crm', teacher))
  const second = look(first, failed, 'possible')
  const third = look(second, failed, 'possible')
  expect([second, third].map((one) => undecidedBefore(one, 'undecided'))).toEqual([[], []])
  expect(undecidedBefore(third, 'all').map(({ id }) => id)).toEqual(['a'])
  expect(standings(look(third, within('crm', teacher), 'sure'))).toEqual(['a sure', 't sure'])
  const withRival = look(third, within('crm', teacher), 'possible')
  expect(undecidedBefore(withRival, 'undecided').map(({ id }) => id)).toEqual(['a'])
  // who was only possible awaits nothing
  const unsure = subject(within('billing', taught('possible')), within('crm', teacher))
  expect(undecidedBefore(look(unsure, failed, 'possible'), 'undecided')).toHaveLength(1)
})
