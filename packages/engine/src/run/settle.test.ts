import { defineHolding, type Outcome } from '@rechtop/connector'
import { PersonName } from '@rechtop/schema'
import { describe, expect, test } from 'vitest'
import { attemptLimit } from '../request/parts.ts'
import { settle, type OpenLine } from './settle.ts'

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
const line = (id: string, name: string): OpenLine => ({ id, match: 'm', holding: name, done: 0 })
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
  test('waits for the latest moment that any line asks for', () => {
    const checkAfter = new Date('2026-11-22T12:05:00Z')
    const retryAfter = new Date('2026-11-22T12:01:00Z')
    const outcomes: Outcome[] = [
      { status: 'pending', checkAfter },
      failed({ code: 'rate-limited', retryAfter }),
    ]
    expect(settle(open, outcomes, holdings, 0, now).nextAttemptAt).toEqual(checkAfter)
  })
  test('does not wait for years because of a wrong unit, but for a vendor that erases later', () => {
    const years = new Date('2060-01-01T00:00:00Z')
    const limited = [done, failed({ code: 'rate-limited', retryAfter: years })]
    expect(settle(open, limited, holdings, 0, now).nextAttemptAt).toEqual(
      new Date(now.getTime() + 86_400_000),
    )
    const pending: Outcome[] = [done, { status: 'pending', checkAfter: years }]
    expect(settle(open, pending, holdings, 0, now).nextAttemptAt).toEqual(years)
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
  test('asks a person at once where trying again cannot help', () => {
    for (const code of [{ code: 'auth' }, { code: 'config', key: 'token' }] as const) {
      expect(settle([line('1', 'tickets')], [failed(code)], holdings, 0, now).lines[0]).toMatchObject({
        status: 'failed',
      })
    }
  })
})
