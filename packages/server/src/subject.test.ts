import { transient } from '@rechtop/connector'
import { expect, test } from 'vitest'
import { codesOf, setUp } from '../test/ask.ts'
import type { Person } from '../test/memory-engine.ts'

const jan: Person = {
  email: 'jan@example.com',
  holds: {
    billing: {
      invoices: [{ number: '1', sentTo: 'jan@@mailcamp', issuedOn: '2026-01-31' }],
      emails: [{ address: 'jan at example', verified: true }],
      preferences: [{ format: 'pdf', copies: 2, extra: { colour: 'red' }, remark: null }],
    },
    website: {
      emails: [{ address: 'jan@example.com', verified: false }],
      views: Array.from({ length: 7 }, (_, index) => ({
        url: `/${index}`,
        viewedAt: `2026-01-0${index + 1}`,
      })),
    },
    support: {
      tickets: [
        {
          number: '9',
          comments: [{ body: 'Hello', attachments: [{ fileName: 'a.pdf', bytes: 5e9 }] }, null],
        },
      ],
    },
  },
}
const byJan = 'by: { email: "jan@example.com" }'

test('a person’s data come from every system, each list in one place', async () => {
  const { ask } = setUp([jan])
  const answer = await ask(`{ subject(${byJan}) {
    emailAddresses { address stored { system { id } holding { name } category legalBases purposes { purpose } } }
    invoices { number lines { amount } }
    supportTickets { comments { body attachments { bytes } } }
  } }`)
  expect(answer).toEqual({
    data: {
      subject: {
        emailAddresses: [
          { address: 'jan at example', stored: storedIn('billing') },
          { address: 'jan@example.com', stored: storedIn('website') },
        ],
        invoices: [{ number: '1', lines: null }],
        supportTickets: [{ comments: [{ body: 'Hello', attachments: [{ bytes: 5e9 }] }, null] }],
      },
    },
  })
})

test('a malformed e-mail address is shown as it is, with an issue beside it, and fails nothing', async () => {
  const { ask } = setUp([jan])
  const answer = await ask(
    `{ subject(${byJan}) { emailAddresses { address stored { issues { field code message } } } } }`,
  )
  expect(answer.errors).toBeUndefined()
  expect(answer.data).toMatchObject({
    subject: {
      emailAddresses: [
        {
          address: 'jan at example',
          stored: {
            issues: [{ field: 'address', code: 'MALFORMED', message: expect.not.stringContaining('jan') }],
          },
        },
        { address: 'jan@example.com', stored: { issues: [] } },
      ],
    },
  })
})

test('a record’s id is opaque, and differs from every other', async () => {
  const { ask } = setUp([jan])
  const answer = await ask(`{ subject(${byJan}) { records(first: 500) { edges { node { id } } } } }`)
  const ids = JSON.stringify(answer.data).match(/"id":"[^"]+"/g)
  expect(new Set(ids).size).toBe(12)
  expect(JSON.stringify(answer.data)).not.toContain('invoices-0')
})

test('keepUntil comes from one plan per subject, and no plan is made when nobody asks', async () => {
  const { ask, engine } = setUp([jan])
  await ask(`{ subject(${byJan}) { invoices { number stored { category } } } }`)
  expect(engine.calls.plan).toBe(0)
  const answer = await ask(`{ subject(${byJan}) {
    invoices { stored { keepUntil } } emailAddresses { stored { keepUntil } } erasurePlan { complete }
  } }`)
  expect(engine.calls.plan).toBe(1)
  expect(answer.data).toMatchObject({
    subject: {
      invoices: [{ stored: { keepUntil: '2032-12-31' } }],
      emailAddresses: [{ stored: { keepUntil: null } }, { stored: { keepUntil: null } }],
    },
  })
})

test('what a system says of a person is shown with the matches and why', async () => {
  const { ask, engine } = setUp([{ ...jan, standing: 'possible' }])
  engine.down.set('support', transient)
  const answer = await ask(`{ subject(${byJan}) {
    invoices { number }
    systems { system { id } status failure { code } matches { standing why by { kind value } } }
  } }`)
  const matches = [
    {
      standing: 'POSSIBLE',
      why: 'its e-mail address is the asked one',
      by: [{ kind: 'EMAIL', value: 'jan@example.com' }],
    },
  ]
  expect(answer.data).toEqual({
    subject: {
      invoices: [],
      systems: [
        { system: { id: 'billing' }, status: 'POSSIBLE', failure: null, matches },
        { system: { id: 'website' }, status: 'POSSIBLE', failure: null, matches },
        { system: { id: 'support' }, status: 'FAILED', failure: { code: 'TRANSIENT' }, matches: [] },
      ],
    },
  })
})

test('the data of a match that is only possible are not shown and not read', async () => {
  const { ask, engine } = setUp([{ ...jan, standing: 'possible' }])
  const answer = await ask(
    `{ subject(${byJan}) { records { edges { node { id } } } pageViews { edges { cursor } } } }`,
  )
  expect(answer.data).toEqual({ subject: { records: { edges: [] }, pageViews: { edges: [] } } })
  expect(engine.calls.read).toEqual([])
})

test('a plan can be asked as it would be with a match confirmed', async () => {
  const { ask } = setUp([{ ...jan, standing: 'possible' }])
  const found = await ask(`{ subject(${byJan}) { erasurePlan { lines { id } } systems { matches { id } } } }`)
  expect(found.data).toMatchObject({ subject: { erasurePlan: { lines: [] } } })
  const id = /"matches":\[\{"id":"([^"]+)"/.exec(JSON.stringify(found.data))?.[1]
  const planned = await ask(
    `query ($id: ID!) { subject(${byJan}) { erasurePlan(confirmed: [$id]) {
      complete digest lines { system { id } action count until ground why }
    } } }`,
    { id },
  )
  expect(planned.data).toMatchObject({
    subject: { erasurePlan: { lines: [{ action: 'REDUCE', ground: 'LEGAL_OBLIGATION' }, {}, {}] } },
  })
})

test('a hundred people with three fields each cost one search and one read per system', async () => {
  const people = Array.from({ length: 100 }, (_, index) => ({ ...jan, email: `p${index}@example.com` }))
  const { ask, engine } = setUp(people)
  const answer = await ask(
    `query ($by: [SubjectInput!]!) { subjects(by: $by) {
      emailAddresses { address } invoices { number } pageViews(first: 2) { edges { node { url } } }
    } }`,
    { by: people.map(({ email }) => ({ email })) },
  )
  expect(answer.errors).toBeUndefined()
  expect(engine.calls.locate).toEqual([100])
  expect(engine.calls.read.map(({ system, orders }) => [system, orders.length])).toEqual([
    ['billing', 100],
    ['website', 100],
  ])
})

test('people asked for under aliases are searched for together', async () => {
  const { ask, engine } = setUp([jan])
  await ask(
    `{ a: subject(${byJan}) { invoices { number } } b: subject(by: { email: "piet@example.com" }) { invoices { number } } }`,
  )
  expect(engine.calls.locate).toEqual([2])
  expect(engine.calls.read).toHaveLength(1)
})

test('only what is selected is read', async () => {
  const { ask, engine } = setUp([jan])
  await ask(`{ subject(${byJan}) { invoices { number } } }`)
  expect(engine.calls.read).toMatchObject([{ system: 'billing', orders: [{ holdings: { invoices: {} } }] }])
})

test('more than a hundred people at once are refused', async () => {
  const { ask, engine } = setUp([])
  const by = Array.from({ length: 101 }, (_, index) => ({ email: `p${index}@example.com` }))
  const answer = await ask('query ($by: [SubjectInput!]!) { subjects(by: $by) { systems { status } } }', {
    by,
  })
  expect(codesOf(answer)).toEqual(['BAD_USER_INPUT'])
  expect(engine.calls.locate).toEqual([])
})
const storedIn = (id: string) => ({
  system: { id },
  holding: { name: 'emails' },
  category: 'EMAIL',
  legalBases: ['CONTRACT'],
  purposes: [{ purpose: 'service' }],
})
