import { transient } from '@rechtop/connector'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { codesOf, setUp } from '../test/ask.ts'
import type { Person } from '../test/memory-engine.ts'

const numbered = (count: number): object[] =>
  Array.from({ length: count }, (_, index) => ({ url: `/${index}` }))
const person = (counts: readonly number[]): Person => {
  const [views = 0, logins = 0, invoices = 0, tickets = 0] = counts
  return {
    email: 'jan@example.com',
    holds: {
      billing: { invoices: numbered(invoices) },
      website: { views: numbered(views), logins: numbered(logins) },
      support: { tickets: numbered(tickets) },
    },
  }
}
const Page = z.object({
  data: z.object({
    subject: z.object({
      records: z.object({
        edges: z.array(
          z.object({ cursor: z.string(), node: z.object({ id: z.string(), __typename: z.string() }) }),
        ),
        pageInfo: z.object({
          hasNextPage: z.boolean(),
          hasPreviousPage: z.boolean(),
          endCursor: z.string().nullable(),
        }),
      }),
    }),
  }),
})
type Records = z.infer<typeof Page>['data']['subject']['records']
const query = `query ($first: Int, $after: String) { subject(by: { email: "jan@example.com" }) {
  records(first: $first, after: $after) {
    edges { cursor node { id __typename } } pageInfo { hasNextPage hasPreviousPage endCursor }
  }
} }`

test('pages together are the whole, once each and in order, whatever their size', async () => {
  const counts = fc.array(fc.nat(6), { minLength: 4, maxLength: 4 })
  await fc.assert(
    fc.asyncProperty(counts, fc.integer({ min: 1, max: 9 }), async (counts, first) => {
      const { ask } = setUp([person(counts)])
      const whole = Page.parse(await ask(query, { first: 500 })).data.subject.records
      const ids: string[] = []
      for (let after: string | null = null, more = true; more;) {
        const page: Records = Page.parse(await ask(query, { first, after })).data.subject.records
        expect(page.edges.length).toBeLessThanOrEqual(first)
        expect(page.pageInfo.hasPreviousPage).toBe(after !== null)
        ids.push(...page.edges.map(({ node }) => node.id))
        more = page.pageInfo.hasNextPage
        after = page.pageInfo.endCursor
      }
      expect(ids).toEqual(whole.edges.map(({ node }) => node.id))
      expect(ids).toHaveLength(counts.reduce((sum, count) => sum + count, 0))
    }),
    { numRuns: 25 },
  )
})

test('a page is fifty when nothing is asked, and five hundred at most', async () => {
  const { ask } = setUp([person([600])])
  expect(Page.parse(await ask(query)).data.subject.records.edges).toHaveLength(50)
  expect(Page.parse(await ask(query, { first: 500 })).data.subject.records.edges).toHaveLength(500)
  for (const first of [0, -1, 501]) expect(codesOf(await ask(query, { first }))).toEqual(['BAD_USER_INPUT'])
})

test('a page reads each system once, and no more than it could need', async () => {
  const { ask, engine } = setUp([person([600, 600, 600, 600])])
  await ask(query, { first: 10 })
  expect(engine.calls.read.map(({ system }) => system)).toEqual(['billing', 'website', 'support'])
  for (const { orders } of engine.calls.read) {
    for (const { holdings } of orders) {
      for (const page of Object.values(holdings)) expect(page.first).toBe(11)
    }
  }
})

test('records can be narrowed to categories and systems', async () => {
  const { ask } = setUp([person([2, 2, 2, 2])])
  const typesOf = async (narrowing: string): Promise<unknown> => {
    const answer = await ask(
      `{ subject(by: { email: "jan@example.com" }) { records(${narrowing}) { edges { node { __typename } } } } }`,
    )
    return [...new Set(JSON.stringify(answer.data).match(/(?<="__typename":")\w+/g))]
  }
  expect(await typesOf('system: ["support"]')).toEqual(['SupportTicket'])
  expect(await typesOf('category: [BROWSING]')).toEqual(['PageView'])
  expect(await typesOf('category: [IP_ADDRESS]')).toEqual(['Login'])
  expect(await typesOf('category: [IP_ADDRESS], system: ["billing"]')).toEqual([])
})

test('the same list under two aliases can have two pages', async () => {
  const { ask, engine } = setUp([person([5])])
  const answer = await ask(`{ subject(by: { email: "jan@example.com" }) {
    a: pageViews(first: 1) { edges { node { url } } } b: pageViews(first: 2) { edges { node { url } } }
  } }`)
  expect(answer.data).toEqual({
    subject: {
      a: { edges: [{ node: { url: '/0' } }] },
      b: { edges: [{ node: { url: '/0' } }, { node: { url: '/1' } }] },
    },
  })
  expect(engine.calls.read).toHaveLength(1)
})

test.each(['', 'x', 'bm90IGpzb24', Buffer.from('["m","views","0"]').toString('base64url')])(
  'the cursor “%s” is refused',
  async (after) => {
    const { ask } = setUp([person([5])])
    expect(codesOf(await ask(query, { after }))).toEqual(['BAD_USER_INPUT'])
  },
)

test('a page with a source that cannot be read shows the others and says so', async () => {
  const { ask, engine } = setUp([person([1, 1, 1, 1])])
  engine.broken.set('website.views', { failure: transient, after: 0 })
  const answer = await ask(query)
  expect(Page.parse(answer).data.subject.records.edges).toHaveLength(3)
  expect(answer.extensions).toEqual({
    incomplete: [{ system: 'website', holding: 'views', code: 'TRANSIENT' }],
  })
})
