import type { Identifier } from '@rechtop/schema'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openBench, type Bench } from '../../test/bench.ts'
import type { SubjectMatch } from '../subject/located.ts'
import { ledgerHash } from '../subject/recall.ts'
import { keyOf } from '../subject/weigh.ts'
import { decideMatch } from './change-request.ts'

let bench: Bench
beforeAll(async () => {
  bench = await openBench()
})
afterAll(() => bench.stop())

const own: Identifier = { kind: 'email', value: 'sanne@example.nl' }
const shared: Identifier = { kind: 'email', value: 'family@example.nl' }
const learned: Identifier = { kind: 'customerNumber', value: 'C-1' }
const anothersNumber: Identifier = { kind: 'customerNumber', value: 'C-2' }
const anothers: Identifier = { kind: 'email', value: 'another@example.nl' }

test('a place that is not the subject’s is forgotten of the subject, and still known of whose it is', async () => {
  const { parts } = bench
  const common = { system: 'billing', locator: 'C', why: '', fromLedger: false } as const
  const sure: SubjectMatch = {
    ...common,
    id: 'sure',
    standing: 'sure',
    by: [own],
    learned: [{ ...learned, of: 'person' }],
  }
  const mistaken: SubjectMatch = {
    ...common,
    id: 'mistaken',
    // by a person who now says that it is not
    standing: 'confirmed',
    // the search goes on by what it learned, and finds the same place again
    by: [own, anothers],
    learned: [anothers, anothersNumber].map((one) => ({ ...one, of: 'person' as const })),
  }
  const found = { status: 'found', referrals: [], needs: [], failure: null } as const
  const located = {
    identifiers: [own, shared],
    systems: [{ system: 'billing', matches: [sure, mistaken], ...found }],
  }
  const request = await bench.plantRequest({
    phase: 'decide',
    status: 'needs-attention',
    reason: 'undecided',
    locatedSealed: parts.seal.seal(located),
  })
  const earlier = await bench.plantRequest({ phase: 'end', status: 'verified' })
  const remember = (
    identifier: Identifier,
    match: string,
    requestId: string,
    fingerprints = '["f"]',
  ): Promise<unknown> =>
    bench.rows(
      `insert into rechtop.ledger_identifier (hash, system, match_id, locator_sealed, fingerprints, request_id)
       values ($1, 'billing', $2, 'sealed', $4, $3)`,
      ledgerHash(keyOf(identifier), parts.seal),
      match,
      requestId,
      fingerprints,
    )
  await remember(anothers, 'mistaken', earlier.id)
  await remember(own, 'mistaken', earlier.id)
  await remember(learned, 'mistaken', request.id)
  await remember(anothersNumber, 'mistaken', request.id)
  await remember(own, 'sure', request.id)
  // whoever shares this address is asked about the place, as this one was
  await remember(shared, 'mistaken', earlier.id, '[]')
  const said = { id: request.id, match: 'mistaken', isSubject: false, actor: 'officer' }
  expect(await decideMatch(said, parts)).toMatchObject({ ok: true })
  const known = await bench.rows(
    'select hash, match_id from rechtop.ledger_identifier order by match_id, fingerprints desc',
  )
  expect(known).toEqual([
    { hash: ledgerHash(keyOf(anothers), parts.seal), match_id: 'mistaken' },
    { hash: ledgerHash(keyOf(shared), parts.seal), match_id: 'mistaken' },
    { hash: ledgerHash(keyOf(own), parts.seal), match_id: 'sure' },
  ])
})
