import { permanent, transient } from '@rechtop/connector'
import { expect, test } from 'vitest'
import { setUp } from '../test/ask.ts'
import type { Person } from '../test/memory-engine.ts'

const jan: Person = {
  email: 'jan@example.com',
  holds: {
    billing: { emails: [{ address: 'a@example.com' }], invoices: [{ number: '1' }, { number: '2' }] },
    website: { emails: [{ address: 'b@example.com' }], views: [{ url: '/1' }, { url: '/2' }] },
  },
}
const by = 'by: { email: "jan@example.com" }'

test('a holding that cannot be read is said, and its list is null rather than empty', async () => {
  const { ask, engine } = setUp([jan])
  engine.broken.set('billing.invoices', { failure: permanent('the table is gone'), after: 0 })
  expect(await ask(`{ subject(${by}) { invoices { number } emailAddresses { address } } }`)).toEqual({
    data: {
      subject: {
        invoices: null,
        emailAddresses: [{ address: 'a@example.com' }, { address: 'b@example.com' }],
      },
    },
    extensions: { incomplete: [{ system: 'billing', holding: 'invoices', code: 'PERMANENT' }] },
  })
})

test('what was read before a failure is shown, and the failure is said', async () => {
  const { ask, engine } = setUp([jan])
  engine.broken.set('billing.invoices', { failure: transient, after: 1 })
  expect(await ask(`{ subject(${by}) { invoices { number } } }`)).toEqual({
    data: { subject: { invoices: [{ number: '1' }] } },
    extensions: { incomplete: [{ system: 'billing', holding: 'invoices', code: 'TRANSIENT' }] },
  })
})

test('a system that cannot be searched leaves the rest as it is', async () => {
  const { ask, engine } = setUp([jan])
  engine.down.set('website', transient)
  expect(
    await ask(`{ subject(${by}) { emailAddresses { address } pageViews { edges { node { url } } } } }`),
  ).toEqual({
    data: { subject: { emailAddresses: [{ address: 'a@example.com' }], pageViews: null } },
    extensions: {
      incomplete: [
        { system: 'website', holding: 'emails', code: 'TRANSIENT' },
        { system: 'website', holding: 'views', code: 'TRANSIENT' },
      ],
    },
  })
})

test('a system that would need another identifier is not one that holds nothing', async () => {
  const { ask, engine } = setUp([jan])
  engine.unsearchable.add('billing')
  const answer = await ask(`{ subject(${by}) { invoices { number } systems { status needs } } }`)
  expect(answer).toEqual({
    data: {
      subject: {
        invoices: null,
        systems: [
          { status: 'UNSEARCHABLE', needs: ['CUSTOMER_NUMBER'] },
          { status: 'FOUND', needs: [] },
          { status: 'ABSENT', needs: [] },
        ],
      },
    },
    extensions: { incomplete: [{ system: 'billing', holding: 'invoices', code: 'UNSEARCHABLE' }] },
  })
})

test('a read that throws is a gap, not an error', async () => {
  const { ask, engine } = setUp([jan])
  engine.read = async () => {
    throw new Error('select … where email = jan@example.com')
  }
  const answer = await ask(`{ subject(${by}) { records { edges { node { id } } } invoices { number } } }`)
  expect(answer.errors).toBeUndefined()
  expect(answer.data).toEqual({ subject: { records: null, invoices: null } })
  expect(JSON.stringify(answer.extensions)).not.toContain('jan@')
})

test('an answer that is whole says nothing of it', async () => {
  const { ask } = setUp([jan])
  expect((await ask(`{ subject(${by}) { invoices { number } } }`)).extensions).toBeUndefined()
})
