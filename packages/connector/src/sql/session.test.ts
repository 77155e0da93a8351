import { sql } from 'drizzle-orm'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { StatementError, toStatementError } from './database-error.ts'
import { inTransaction, rowsOf, type Session } from './session.ts'

const never = (): Promise<never> => new Promise(() => {})
const Any = z.unknown()

function sessionOn(executor: Partial<Session['executor']>, signal = new AbortController().signal): Session {
  return { executor: { execute: never, transaction: never, ...executor }, signal, deadlineMs: 30 }
}

test('a statement that never answers ends at its deadline, as something to try again', async () => {
  const waiting = rowsOf(sessionOn({}), sql`select 1`, Any)
  await expect(waiting).rejects.toMatchObject({ failure: { code: 'transient' }, isOutage: true })
})

test('a statement ends with the signal’s reason', async () => {
  const ending = new AbortController()
  const waiting = rowsOf({ ...sessionOn({}, ending.signal), deadlineMs: 60_000 }, sql`select 1`, Any)
  const reason = new Error('enough')
  ending.abort(reason)
  await expect(waiting).rejects.toBe(reason)
  await expect(inTransaction(sessionOn({}, ending.signal), never)).rejects.toBe(reason)
})

test('a transaction ends when BEGIN, ROLLBACK or COMMIT never answers', async () => {
  const transient = { failure: { code: 'transient' } }
  await expect(inTransaction(sessionOn({}), never)).rejects.toMatchObject(transient)
  const stuckAtTheEnd = sessionOn({
    transaction: async (work) => {
      await work({ execute: never, transaction: never }).catch(() => {})
      return never()
    },
  })
  await expect(inTransaction(stuckAtTheEnd, () => Promise.resolve(1))).rejects.toMatchObject(transient)
  await expect(
    inTransaction(stuckAtTheEnd, () => Promise.reject(new StatementError('40001'))),
  ).rejects.toMatchObject(transient)
})

test('work does not begin after its transaction was given up', async () => {
  let begin = (): void => {}
  const late = new Promise<void>((resolve) => {
    begin = resolve
  })
  let worked = false
  const session = sessionOn({
    transaction: (work) => late.then(() => work({ execute: never, transaction: never })),
  })
  const given = inTransaction(session, () => Promise.resolve((worked = true)))
  await expect(given).rejects.toBeInstanceOf(StatementError)
  begin()
  await new Promise((resolve) => setImmediate(resolve))
  expect(worked).toBe(false)
})

test.each([
  ['08006', { code: 'transient' }],
  ['57P01', { code: 'transient' }],
  ['57014', { code: 'transient' }],
  ['53300', { code: 'transient' }],
  ['40001', { code: 'transient' }],
  ['40P01', { code: 'transient' }],
  ['28P01', { code: 'auth' }],
  ['42501', { code: 'auth' }],
  ['3D000', { code: 'config', key: 'database' }],
  ['23503', { code: 'blocked', by: 'a row in another table refers to it' }],
  ['23505', { code: 'permanent', detail: 'a constraint of the database forbids it' }],
  [
    '42P01',
    { code: 'permanent', detail: 'the database lacks a table or a column that the connector declares' },
  ],
  [
    '42703',
    { code: 'permanent', detail: 'the database lacks a table or a column that the connector declares' },
  ],
  ['22P02', { code: 'permanent', detail: 'the database refused the statement' }],
])('SQLSTATE %s', (code, failure) => {
  const canary = 'ada@example.nl'
  const driver = Object.assign(new Error(`value ${canary}`), { code, detail: canary })
  const error = toStatementError(new Error(`params: ${canary}`, { cause: driver }))
  expect(error.failure).toEqual(failure)
  expect(`${error.message}${error.stack}${String(error.cause)}${JSON.stringify(error)}`).not.toContain(canary)
})

test('what has no SQLSTATE is a connection that failed', () => {
  const refused = Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' })
  expect(toStatementError(refused)).toMatchObject({ failure: { code: 'transient' }, isOutage: true })
})
