import { describe, expect, test } from 'vitest'
import { codesOf, developmentToken, graphqlRequest, setUp } from '../test/ask.ts'

describe('one operation carries one mutation', () => {
  const input = '(input: { subject: { email: "jan@example.com" } }) { request { id } }'
  test.each([
    `mutation { a: subjectErase${input} b: subjectErase${input} }`,
    `mutation { subjectErase${input} subjectExport${input} }`,
    `mutation { ...Two } fragment Two on Mutation { a: subjectErase${input} b: subjectErase${input} }`,
    `mutation { ... on Mutation { a: subjectErase${input} } ...One } fragment One on Mutation { subjectErase${input} }`,
    `mutation { a: subjectErase${input} b: subjectErase${input.replace(')', ') @skip(if: true)')} }`,
  ])('%s is refused', async (text) => {
    const { ask, engine } = setUp()
    expect(codesOf(await ask(text))).toContain('GRAPHQL_VALIDATION_FAILED')
    expect(engine.requests.created).toEqual([])
  })

  // counted spread by spread: 67 million fields, for minutes
  const doubling = (last: string): string =>
    Array.from(
      { length: 34 },
      (_, index) =>
        `fragment F${index} on Mutation { ${index < 25 ? `...F${index + 1} ...F${index + 1}` : last} }`,
    ).join(' ')
  test.each([
    ['a mutation at the bottom', `mutation { ...F0 } ${doubling(`subjectErase${input}`)}`],
    [
      'a circle',
      `mutation { ...A ...B } fragment A on Mutation { ...B ...B } fragment B on Mutation { ...A ...A subjectErase${input} }`,
    ],
  ])('fragments that spread each other twice, with %s, are refused', async (_name, text) => {
    const { ask, engine } = setUp()
    expect(codesOf(await ask(text))).toContain('GRAPHQL_VALIDATION_FAILED')
    expect(engine.requests.created).toEqual([])
  })

  test('a fragment that holds no field is no mutation', async () => {
    const { ask } = setUp()
    const named = 'fragment Named on Mutation { __typename }'
    const answer = await ask(`mutation { ...Named subjectErase${input} ...Named } ${named}`)
    expect(answer).toMatchObject({ data: { subjectErase: { request: {} } } })
  })
})

describe('a query has its limits', () => {
  const jan = 'subject(by: { email: "jan@example.com" })'
  const many = (count: number, piece: (index: number) => string): string =>
    Array.from({ length: count }, (_, index) => piece(index)).join(' ')
  const hundred = many(100, (index) => `{ email: "p${index}@example.com" }`)
  const wide = 'edges { node { id stored { purposes { purpose } holding { purposes { purpose } } } } }'
  const queries: readonly (readonly [name: string, query: string])[] = [
    ['aliases', `{ ${many(16, (index) => `a${index}: systems { id }`)} }`],
    ['directives', `{ systems { id ${'@include(if: true) '.repeat(51)} } }`],
    ['tokens', `{ systems { ${'id '.repeat(5_000)} } }`],
    [
      'a large page for many people',
      `{ subjects(by: [${hundred}]) { pageViews(first: 500) { edges { node { url } } } } }`,
    ],
    ['everything of many people', `{ subjects(by: [${hundred}]) { records(first: 300) { ${wide} } } }`],
    [
      'the same under few aliases',
      `{ ${many(15, (index) => `a${index}: ${jan} { records(first: 500) { ${wide} } }`)} }`,
    ],
    ['a circle', `{ ${jan} { ...A } } fragment A on Subject { ...B } fragment B on Subject { ...A }`],
  ]
  test.each(queries)('%s', async (_name, text) => {
    const { ask, engine } = setUp()
    const answer = await ask(text)
    expect(answer.data).toBeUndefined()
    expect(answer.errors?.length).toBeGreaterThan(0)
    expect(answer.errors?.map(({ message }) => message).join()).not.toMatch(/\d/)
    expect(engine.calls.locate).toEqual([])
  })

  test('the cost is that of the variables of this request, not of an earlier one', async () => {
    const { ask, engine } = setUp()
    const text = `query ($by: [SubjectInput!]!, $first: Int) { subjects(by: $by) { records(first: $first) { ${wide} } } }`
    expect((await ask(text, { by: [{ email: 'a@example.com' }], first: 1 })).errors).toBeUndefined()
    const by = Array.from({ length: 100 }, (_, index) => ({ email: `p${index}@example.com` }))
    expect(codesOf(await ask(text, { by, first: 500 }))).toEqual(['QUERY_TOO_LARGE'])
    expect(engine.calls.locate).toEqual([1])
  })

  test('the operation that is carried out is the one that is weighed', async () => {
    const { server, engine } = setUp()
    const text = `query Small { systems { id } } query Large { subjects(by: [${hundred}]) { records(first: 500) { ${wide} } } }`
    const response = await server.fetch(
      graphqlRequest(developmentToken, { query: text, operationName: 'Large' }),
    )
    expect(await response.text()).toContain('QUERY_TOO_LARGE')
    expect(engine.calls.locate).toEqual([])
  })

  test('a full view of one person is well within them', async () => {
    const { ask } = setUp()
    const answer = await ask(`{ ${jan} {
      systems { system { id name } status matches { id standing why by { kind value } } }
      records(first: 100) { edges { cursor node { __typename id stored { system { id } holding { name } category keepUntil issues { message } } } } }
      emailAddresses { id address stored { system { id } purposes { purpose basis fields } } }
      pageViews(first: 100) { edges { node { url viewedAt } } pageInfo { hasNextPage endCursor } }
      erasurePlan { digest lines { id action system { id } holding { name purposes { purpose keep { rule } } } why } }
    } }`)
    expect(answer.errors).toBeUndefined()
  })
})
