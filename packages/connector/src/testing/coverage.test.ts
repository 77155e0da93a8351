import { expect, test } from 'vitest'
import type { AnyConnector } from '../connector.ts'
import { coverageTable } from './coverage.ts'
import { club } from './example/club.ts'

const overHttp: AnyConnector = club

test('a connector’s section tells what it offers, what not, what it does not reach and what is skipped until when', () => {
  const skips = [{ property: 'S4', reason: 'The search takes the address in its path.', until: '2027-01-31' }]
  const table = coverageTable([{ ...overHttp, gaps: ['The old card index.'], skips }])
  expect(table).toContain('## club')
  expect(table).toContain('| restrict | offered |')
  expect(table).toContain('| count | not offered |')
  expect(table).toContain(
    '| visits | ClubVisit | set | controller | erase | playing: contract, until asked |',
  )
  expect(table).toContain('- The old card index.')
  expect(table).toContain('- entries: The door forgets a card when it is told to, and shows no list.')
  expect(table).toContain('| readFile | offered |')
  expect(table).toContain('- S4, until 2027-01-31: The search takes the address in its path.')
})
