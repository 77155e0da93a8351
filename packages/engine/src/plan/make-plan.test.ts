import type { AnyConnector, Holding, Purpose } from '@rechtop/connector'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { partsOver } from '../../test/at-work.ts'
import { openBench, type Bench } from '../../test/bench.ts'
import { createVault } from '../../test/vault.ts'
import type { LocatedSubject } from '../subject/located.ts'

let bench: Bench
beforeAll(async () => {
  bench = await openBench()
})
afterAll(() => bench.stop())

const by = { kind: 'email', value: 'sanne@example.nl' } as const
const keep = { while: 'contract', citation: 'a law' }
const serving: Purpose<string> = { purpose: 'serving', basis: 'contract', fields: 'all', keep }

function holding(change: Partial<Holding>): AnyConnector {
  const vault = createVault()
  vault.people.push({ email: by.value, footprints: 0, notes: [{ ref: '1', text: '2999-12-31' }] })
  const { notes } = vault.connector.holdings
  if (notes === undefined) throw new Error('a vault has notes')
  return { ...vault.connector, holdings: { notes: { ...notes, ...change } } }
}

test('what a system states that a person left out is unknown, and what is kept by it is not erased', async () => {
  const parts = await partsOver(bench.parts, {
    billing: holding({ provides: { contract: 'text' } }),
    website: holding({ purposes: [serving] }),
  })
  const signal = new AbortController().signal
  const located = await parts.locate({ identifiers: [by] }, signal)
  const [billing, website] = located.systems
  if (billing === undefined || website === undefined) throw new Error('both systems were asked')
  const actions = async (change: Partial<LocatedSubject>): Promise<string[]> => {
    const { lines } = await parts.plan({ ...located, ...change }, signal)
    return lines.map(({ system, action }) => `${system} ${action}`)
  }
  expect(await actions({})).toEqual(['billing erase', 'website keep'])
  expect(await actions({ systems: [website] })).toEqual(['website erase'])
  const absent = { ...billing, status: 'absent' } as const
  for (const [one, action] of [
    [billing, 'undecided'],
    // its place is known, though no identifier leads there any more
    [absent, 'undecided'],
    [{ ...absent, matches: [] }, 'erase'],
  ] as const) {
    expect(await actions({ systems: [website], leftOut: [one] })).toEqual([`website ${action}`])
  }
})
