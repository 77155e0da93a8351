import { defineHolding } from '@rechtop/connector'
import { PersonName } from '@rechtop/schema'
import { expect, test } from 'vitest'
import { dueLines, type OpenLine } from './due-lines.ts'

const holding = (after: string[] = []) =>
  defineHolding({
    type: PersonName,
    grain: 'record',
    role: 'controller',
    onErase: 'erase',
    after,
    purposes: [{ purpose: 'p', basis: 'contract', fields: 'all', keep: 'until-asked' }],
  })
const holdings = { chats: holding(), tickets: holding(['chats']), users: holding(['tickets']) }
const now = new Date('2026-11-22T12:00:00Z')
const later = new Date('2026-11-22T12:00:01Z')
const line = (match: string, name: string, checkAfter: Date | null = null): OpenLine => ({
  id: `${match} ${name}`,
  match,
  holding: name,
  done: 0,
  checkAfter,
  failure: null,
})
const sent = (...lines: OpenLine[]): string[] => [...dueLines(lines, holdings, now)].map(({ id }) => id)

test('what has no moment, or one that has come, is sent', () => {
  expect(sent(line('m', 'chats'), line('m', 'tickets', now))).toEqual(['m chats', 'm tickets'])
})
test('what comes after a line that waits is held back with it, over more than one step', () => {
  expect(sent(line('m', 'chats', later), line('m', 'tickets'), line('m', 'users'))).toEqual([])
})
test('a line that waits keeps neither what it comes after itself nor another match', () => {
  expect(sent(line('m', 'chats'), line('m', 'tickets', later), line('m', 'users'))).toEqual(['m chats'])
  expect(sent(line('m', 'tickets', later), line('n', 'users'))).toEqual(['n users'])
})
test('what comes after lines that are done goes alone', () => {
  expect(sent(line('m', 'users'))).toEqual(['m users'])
})
