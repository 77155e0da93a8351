import { afterAll, beforeAll, expect, test } from 'vitest'
import { partsOver } from '../../test/at-work.ts'
import { openBench, type Bench } from '../../test/bench.ts'
import { createVault } from '../../test/vault.ts'
import { fingerprintOf } from '../plan/fingerprint.ts'
import { createSeal } from '../store/seal.ts'
import { addAnswer } from './ask-system.ts'
import { checkRecalled, ledgerHash, recall } from './recall.ts'
import { standingsOf, startSearch, type Search } from './search.ts'
import { keyOf } from './weigh.ts'

const seal = createSeal('a secret of more than thirty-two bytes, for tests')
let bench: Bench
beforeAll(async () => {
  bench = await openBench()
})
afterAll(() => bench.stop())

const email = { kind: 'email', value: 'sanne@example.nl' } as const
const phone = { kind: 'phone', value: '612345678' } as const
const place = { system: 'billing', locator: 'C-1', hash: ledgerHash(keyOf(email), seal) }

const remember = (search: Search): Promise<void> =>
  recall([search], async () => [{ ...place, fingerprints: ['f'] }], seal)
const answer = (search: Search): void => {
  const match = { locator: 'C-1', certainty: 'similar', by: [phone], learned: [] } as const
  const told = search.answers.get('billing')
  if (told !== undefined) addAnswer(told, { status: 'found', matches: [match], referrals: [] })
}

test('what a system finds is weighed by what hit it there, whatever the ledger knows of the place', async () => {
  for (const isFirst of [true, false]) {
    const search = startSearch({ identifiers: [email, phone] }, ['billing'])
    if (isFirst) await remember(search)
    answer(search)
    if (!isFirst) await remember(search)
    const [match] = search.answers.get('billing')?.matches.values() ?? []
    expect(match).toMatchObject({ by: [phone], fromLedger: false })
    expect([match?.equal.size, match?.fingerprints.size]).toEqual([0, 0])
  }
})

test('an identifier makes sure by what it proves itself, not by what another one does', async () => {
  const vault = createVault()
  vault.people.push({ email: 'P', footprints: 0, notes: [{ ref: '1', text: 'kept' }] })
  const { systems } = await partsOver(bench.parts, { billing: vault.connector })
  const billing = systems.get('billing')
  if (billing === undefined) throw new Error('there is no such system')
  const another = { kind: 'email', value: 'another@example.nl' } as const
  const proof = fingerprintOf('notes', '1', { text: 'kept' }, seal)
  const places = [
    { ...place, locator: 'P', fingerprints: [] },
    { ...place, locator: 'P', hash: ledgerHash(keyOf(another), seal), fingerprints: [proof] },
  ]
  const search = startSearch({ identifiers: [email], learned: [{ ...another, of: 'party' }] }, ['billing'])
  await recall([search], async () => places, seal)
  await checkRecalled(billing, [search], seal, new AbortController().signal)
  const [match] = search.answers.get('billing')?.matches.values() ?? []
  expect(match).toMatchObject({ by: [another], doubt: null })
  const [standing] = standingsOf('billing', search, bench.parts.policy, seal)
  expect(standing?.standing).toBe('possible')
})

test('what several identifiers remember of one place is united', async () => {
  const search = startSearch({ identifiers: [email, { kind: 'customerNumber', value: 'P-1' }] }, ['billing'])
  const number = ledgerHash('customerNumber P-1', seal)
  const places = [
    { ...place, fingerprints: ['f'] },
    { ...place, hash: number, fingerprints: ['g'] },
  ]
  await recall([search], async () => places, seal)
  const [match] = search.answers.get('billing')?.matches.values() ?? []
  expect(match?.fromLedger).toBe(true)
  expect([...(match?.fingerprints.values() ?? [])]).toEqual([['f'], ['g']])
  expect(match?.by).toHaveLength(2)
})

test('what only an earlier look led to takes nothing from what the system named before', async () => {
  const search = startSearch({ identifiers: [email] }, ['billing'])
  const told = search.answers.get('billing')
  const before = { locator: 'C-1', certainty: 'equal', by: [email], learned: [] } as const
  if (told !== undefined) addAnswer(told, { status: 'found', matches: [before], referrals: [] })
  const [here, there] = ['C-1', 'C-2'].map(
    (locator) => ({ locator, certainty: 'equal', by: [phone], learned: [] }) as const,
  )
  if (told !== undefined && here !== undefined && there !== undefined)
    addAnswer(told, { status: 'found', matches: [here, there], referrals: [] }, true)
  const matches = [...(told?.matches.values() ?? [])]
  expect(matches.map(({ fromLedger, by }) => [fromLedger, by])).toEqual([
    [false, [email]],
    [false, [phone]],
  ])
  // of a place that only the ledger knows the system's own answer counts, with what it teaches
  const recalled = startSearch({ identifiers: [email] }, ['billing'])
  await remember(recalled)
  const teaching = { ...before, by: [phone], learned: [{ ...email, of: 'person' }] } as const
  const answer = { status: 'found', matches: [teaching], referrals: [] } as const
  const of = recalled.answers.get('billing')
  if (of !== undefined) addAnswer(of, answer, true)
  const [match] = of?.matches.values() ?? []
  expect(match).toMatchObject({ fromLedger: false, by: [phone], learned: [{ value: email.value }] })
})
