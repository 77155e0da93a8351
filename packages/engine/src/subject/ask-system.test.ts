import { expect, test } from 'vitest'
import { createSeal } from '../store/seal.ts'
import { addAnswer } from './ask-system.ts'
import { recall, ledgerHash } from './recall.ts'
import { startSearch, type Search } from './search.ts'
import { keyOf } from './weigh.ts'

const seal = createSeal('a secret of more than thirty-two bytes, for tests')
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
    expect(match).toMatchObject({ by: [phone], fromLedger: false, fingerprints: [] })
    expect(match?.equal).toEqual(new Set())
  }
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
  expect(match).toMatchObject({ fromLedger: true, fingerprints: ['f', 'g'] })
  expect(match?.by).toHaveLength(2)
})
