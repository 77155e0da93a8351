import { defineHolding, type Outcome } from '@rechtop/connector'
import { PersonName } from '@rechtop/schema'
import { describe, expect, test } from 'vitest'
import { attemptLimit } from '../request/parts.ts'
import type { OpenLine } from './due-lines.ts'
import { settle, type Answer } from './settle.ts'

const holding = (after: string[] = []) =>
  defineHolding({
    type: PersonName,
    grain: 'record',
    role: 'controller',
    onErase: 'erase',
    after,
    purposes: [{ purpose: 'p', basis: 'contract', fields: 'all', keep: 'until-asked' }],
  })
const holdings = { tickets: holding(), users: holding(['tickets']) }
const now = new Date('2026-11-22T12:00:00Z')
const line = (id: string, name: string, checkAfter: Date | null = null): OpenLine => ({
  id,
  match: 'm',
  holding: name,
  done: 0,
  checkAfter,
  failure: null,
})
const open = [line('1', 'tickets'), line('2', 'users')]
const done: Outcome = { status: 'done', count: 3 }
const failed = (failure: Extract<Outcome, { status: 'failed' }>['failure']): Outcome => ({
  status: 'failed',
  failure,
  done: 0,
})

describe('a run', () => {
  test('ends when every line is done', () => {
    const { lines, nextAttemptAt } = settle(open, [done, done], holdings, 0, now)
    expect(lines.map(({ status }) => status)).toEqual(['done', 'done'])
    expect(nextAttemptAt).toBeNull()
  })
  test('waits for the earliest moment that any line asks for, and says each its own', () => {
    const checkAfter = new Date('2026-11-22T12:05:00Z')
    const retryAfter = new Date('2026-11-22T12:01:00Z')
    const outcomes: Outcome[] = [
      { status: 'pending', checkAfter },
      failed({ code: 'rate-limited', retryAfter }),
    ]
    const apart = [line('1', 'tickets'), line('2', 'tickets')]
    expect(settle(apart, outcomes, holdings, 0, now)).toMatchObject({
      nextAttemptAt: retryAfter,
      lines: [{ checkAfter }, { checkAfter: retryAfter }],
    })
  })
  test('leaves what was not sent as it is, and counts its wait', () => {
    const checkAfter = new Date('2026-11-22T12:00:30Z')
    const waiting = [line('1', 'tickets', checkAfter), line('3', 'other')]
    const outcome = failed({ code: 'rate-limited', retryAfter: new Date('2026-11-22T13:00:00Z') })
    const settled = settle(waiting, ['not-sent', outcome], holdings, 3, now)
    expect(settled.lines.map(({ id }) => id)).toEqual(['3'])
    expect(settled).toMatchObject({ nextAttemptAt: checkAfter, failedAttempts: 3 })
    expect(settle(waiting, ['not-sent', 'not-sent'], holdings, 3, now)).toMatchObject({
      lines: [],
      failedAttempts: 3,
    })
  })
  test('counts no wait for a turn of which the system says when it is, and each for one that is now', () => {
    const [inAnHour, atOnce] = ['2026-11-22T13:00:00Z', '2026-11-22T12:00:00Z'].map((text) =>
      failed({ code: 'rate-limited', retryAfter: new Date(text) }),
    )
    const [one] = open
    const lines = one === undefined ? [] : [one, one]
    const after = (...answers: Answer[]): number => settle(lines, answers, holdings, 19, now).failedAttempts
    expect(after(inAnHour, inAnHour)).toBe(19)
    expect(after(inAnHour, 'not-sent')).toBe(19)
    expect(settle(lines, [inAnHour, inAnHour], holdings, 19, now).lines[0]?.status).toBe('open')
    expect(settle(lines, [atOnce, atOnce], holdings, 18, now).failedAttempts).toBe(19)
    expect(settle(lines, [inAnHour, failed({ code: 'transient' })], holdings, 3, now).failedAttempts).toBe(4)
  })
  test('does not wake up for a line that waits for its own system', () => {
    const checkAfter = new Date('2026-11-29T12:00:00Z')
    const outcomes: Outcome[] = [
      { status: 'pending', checkAfter },
      failed({ code: 'blocked', by: 'tickets' }),
    ]
    expect(settle(open, outcomes, holdings, 0, now)).toMatchObject({
      nextAttemptAt: checkAfter,
      lines: [{ checkAfter }, { checkAfter: null }],
    })
  })
  test('ends a line that was not sent with what it comes after', () => {
    const held = [line('1', 'tickets'), line('2', 'users', new Date('2026-11-29T12:00:00Z'))]
    const settled = settle(held, [failed({ code: 'permanent', detail: 'no' }), 'not-sent'], holdings, 0, now)
    expect(settled).toMatchObject({
      nextAttemptAt: null,
      lines: [
        { status: 'failed' },
        { id: '2', status: 'failed', failure: { code: 'blocked', by: 'tickets' } },
      ],
    })
  })
  test('does not wait for years because of a wrong unit: a day, and a month where the system erases later', () => {
    const years = new Date('2060-01-01T00:00:00Z')
    const limited = [done, failed({ code: 'rate-limited', retryAfter: years })]
    const days = (count: number): Date => new Date(now.getTime() + count * 86_400_000)
    expect(settle(open, limited, holdings, 0, now).nextAttemptAt).toEqual(days(1))
    const pending: Outcome[] = [done, { status: 'pending', checkAfter: years }]
    expect(settle(open, pending, holdings, 0, now).nextAttemptAt).toEqual(days(31))
  })
  test('waits a second at least, whatever moment is asked for', () => {
    for (const moment of [new Date(0), now, new Date(Number.NaN)]) {
      const second = { nextAttemptAt: new Date(now.getTime() + 1000) }
      expect(settle(open, [done, { status: 'pending', checkAfter: moment }], holdings, 0, now)).toMatchObject(
        second,
      )
    }
    const limited = [done, failed({ code: 'rate-limited', retryAfter: new Date(0) })]
    expect(settle(open, limited, holdings, 0, now).nextAttemptAt).toEqual(new Date(now.getTime() + 1000))
  })
  test('never counts a missing outcome as done', () => {
    expect(settle(open, [done], holdings, 0, now).lines[1]).toMatchObject({ status: 'failed' })
  })
  test('does not send a line on after what it waits for failed for good', () => {
    const outcomes = [failed({ code: 'permanent', detail: 'no' }), failed({ code: 'blocked', by: 'tickets' })]
    expect(settle(open, outcomes, holdings, 0, now).lines).toMatchObject([
      { status: 'failed', failure: { code: 'permanent' } },
      { status: 'failed', failure: { code: 'blocked', by: 'tickets' } },
    ])
  })
  test('gives up after the limit of tries without progress, and progress starts the count again', () => {
    const outcomes = [failed({ code: 'transient' }), failed({ code: 'transient' })]
    expect(settle(open, outcomes, holdings, attemptLimit - 2, now).lines[0]).toMatchObject({ status: 'open' })
    expect(settle(open, outcomes, holdings, attemptLimit - 1, now).lines[0]).toMatchObject({
      status: 'failed',
    })
    expect(
      settle(open, [done, failed({ code: 'transient' })], holdings, attemptLimit - 1, now),
    ).toMatchObject({
      failedAttempts: 0,
      lines: [{ status: 'done' }, { status: 'open' }],
    })
  })
  test('gives what was not sent its own tries', () => {
    const waiting = [line('1', 'tickets', new Date('2026-11-22T13:00:00Z')), line('3', 'other')]
    const settled = settle(
      waiting,
      ['not-sent', failed({ code: 'transient' })],
      holdings,
      attemptLimit - 1,
      now,
    )
    expect(settled).toMatchObject({ failedAttempts: 0, lines: [{ id: '3', status: 'failed' }] })
  })
  test('asks a person at once where trying again cannot help', () => {
    for (const code of [{ code: 'auth' }, { code: 'config', key: 'token' }] as const) {
      expect(settle([line('1', 'tickets')], [failed(code)], holdings, 0, now).lines[0]).toMatchObject({
        status: 'failed',
      })
    }
  })
})
