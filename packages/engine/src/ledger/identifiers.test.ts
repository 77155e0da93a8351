import { expect, test } from 'vitest'
import { Policy } from '../policy/policy.ts'
import type { SubjectMatch } from '../subject/located.ts'
import { isRemembered, type Remembering } from './identifiers.ts'

const policy = Policy.parse({ controller: { name: 'X', contact: 'x@x.example' } })

/** Somebody at one place, by so many names, of whom records with these fingerprints stay. */
function subject(fingerprints: readonly string[], emails: readonly string[]): Remembering {
  const match: SubjectMatch = {
    id: 'match',
    system: 'billing',
    locator: 'C-1',
    standing: 'sure',
    why: '',
    by: [],
    learned: emails.map((value) => ({ kind: 'email', value, of: 'person' }) as const),
    fromLedger: false,
  }
  const line = {
    system: 'billing',
    match: 'match',
    holding: 'invoices',
    action: 'keep',
    grain: 'record',
  } as const
  const bare = { count: 1, refs: [], ceiling: null, before: null, fields: [], basis: null } as const
  const rest = { citation: null, until: null, controller: null, why: '', reduced: {} } as const
  const system = {
    system: 'billing',
    status: 'found',
    matches: [match],
    referrals: [],
    needs: [],
    failure: null,
  } as const
  return {
    requestId: 'request',
    located: { identifiers: [], systems: [system] },
    plan: {
      digest: '',
      complete: true,
      lines: [{ ...line, ...bare, ...rest, fingerprints }],
      incomplete: [],
    },
  }
}

test('who stays as they were remembered need not be once more; any other record or name is', () => {
  const before = subject(['a', 'b'], ['sanne@example.nl', 's@example.nl'])
  const isKnown = (after: Remembering): boolean => isRemembered(before, after, { policy })
  expect(isKnown(subject(['a', 'b'], ['sanne@example.nl', 's@example.nl']))).toBe(true)
  expect(isKnown(subject(['a', 'b'], ['sanne@example.nl']))).toBe(true)
  expect(isKnown(subject([], []))).toBe(true)
  expect(isKnown(subject(['a', 'c'], ['sanne@example.nl']))).toBe(false)
  expect(isKnown(subject(['a'], ['sanne@example.nl']))).toBe(false)
  expect(isKnown(subject(['a', 'b'], ['new@example.nl']))).toBe(false)
})
