import { describe, expect, test } from 'vitest'
import type { AnyConnector } from '../connector.ts'
import type { ConformanceSystem } from './conformance-system.ts'
import { describeConnector } from './describe-connector.ts'
import { club } from './example/club.ts'
import { openClub } from './example/club-system.ts'
import { example, exampleSystem } from './kit-example.ts'
import { clientCredentials, createHttpClient } from '../http/index.ts'
import { withFilesElsewhere } from './mutants/club-file-mutants.ts'
import { clubMutants } from './mutants/club-mutants.ts'
import type { Mutant } from './mutants/mutant.ts'
import { sqlMutants } from './mutants/sql-mutants.ts'
import { properties } from './properties.ts'
import { skipProblems } from './skip.ts'
import { tryProperty } from './try-property.ts'

const overHttp: AnyConnector = club

describeConnector({ connector: example, system: exampleSystem.create })
describeConnector({ connector: overHttp, system: openClub })

const killed = async (
  { killedBy, advice, connector, system }: Mutant,
  usual: () => Promise<ConformanceSystem>,
): Promise<void> => {
  const property = properties.find(({ id }) => id === killedBy)
  if (property === undefined) throw new Error(`there is no property ${killedBy}`)
  const tried = tryProperty(property, { connector, system: system ?? usual })
  await expect(tried).rejects.toThrow(advice)
}

describe('the kit finds a connector over SQL that', () => {
  test.each(sqlMutants)('$name, by $killedBy', (mutant) => killed(mutant, exampleSystem.create))
})

describe('the kit finds a connector over HTTP that', () => {
  test.each(clubMutants)('$name, by $killedBy', (mutant) => killed(mutant, openClub))
})

test('every group of properties has mutants, and no two properties have one id', () => {
  const ids = properties.map(({ id }) => id)
  expect(new Set(ids).size).toBe(ids.length)
  const groups = new Set([...sqlMutants, ...clubMutants].map(({ killedBy }) => killedBy[0]))
  expect([...groups].sort()).toEqual([...new Set(ids.map((id) => id[0]))].sort())
})

const passes = async (id: string, connector: AnyConnector): Promise<void> => {
  const property = properties.find((one) => one.id === id)
  if (property === undefined) throw new Error(`there is no property ${id}`)
  await tryProperty(property, { connector, system: openClub })
}

test.each(['S3', 'S5'])('files on hosts below a declared one, without credentials, pass %s', (id) =>
  passes(
    id,
    withFilesElsewhere(() => ({})),
  ),
)

describe('a connector that fetches a token passes', () => {
  const withToken: typeof club = {
    ...club,
    async open({ origin, token }) {
      const client = { clientId: 'kit', clientSecret: token, scope: 'all' }
      return createHttpClient({
        origin,
        credentials: clientCredentials({ tokenUrl: `${origin}/token`, ...client }),
      })
    },
  }
  test.each(['R1', 'R2', 'R3', 'R5', 'S2', 'S3', 'S5', 'B5'])('%s', (id) => passes(id, withToken))
})

test('what the connector does not offer is not asked of it', () => {
  const idsFor = (connector: AnyConnector): string[] =>
    properties.filter(({ appliesTo }) => appliesTo?.(connector) !== false).map(({ id }) => id)
  const asked = ['B1', 'B5', 'O1', 'O2', 'R1', 'S3', 'S5']
  const { rectify: _rectify, hosts: _hosts, ...plain } = overHttp
  const { readFile: _readFile, ...mute } = plain
  expect(idsFor(overHttp)).toEqual(expect.arrayContaining(asked))
  expect(idsFor(plain).filter((id) => asked.includes(id))).toEqual(['B1', 'O2'])
  expect(idsFor(mute).filter((id) => asked.includes(id))).toEqual(['O2'])
})

test('a system that cannot be broken does not pass the property that breaks it', async () => {
  const property = properties.find(({ id }) => id === 'X6')
  const system = async (): Promise<ConformanceSystem> => {
    const { fault: _fault, heal: _heal, ...rest } = await openClub()
    return rest
  }
  const tried = property && tryProperty(property, { connector: overHttp, system })
  await expect(tried).rejects.toThrow('X6 needs "fault" and "heal" of the system: add it')
})

test.each([
  [{ property: 'X6', reason: 'The club has no test server.', until: '2027-01-31' }, null],
  [{ property: 'X99', reason: 'Why not.', until: '2027-01-31' }, 'names no property'],
  [{ property: 'L6', reason: 'It cannot count.', until: '2027-01-31' }, 'does not offer'],
  [{ property: 'X6', reason: ' ', until: '2027-01-31' }, 'has no reason'],
  [{ property: 'X6', reason: 'Later.', until: 'soon' }, 'has no date'],
  [{ property: 'X6', reason: 'Later.', until: '2026-01-31' }, 'ran out on 2026-01-31'],
])('of the skip %o the kit says %s', (skip, problem) => {
  const connector = { ...overHttp, skips: [skip] }
  const problems = skipProblems(connector, properties, new Date('2026-02-01T12:00:00Z'))
  expect(problems).toEqual(problem === null ? [] : [expect.stringContaining(problem)])
})

test('a skip holds on its last day', () => {
  const skips = [{ property: 'X6', reason: 'Later.', until: '2026-02-01' }]
  expect(skipProblems({ ...overHttp, skips }, properties, new Date('2026-02-01T23:59:00Z'))).toEqual([])
})
