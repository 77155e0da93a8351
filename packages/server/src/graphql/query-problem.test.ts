import { describe, expect, test } from 'vitest'
import { codesOf, setUp } from '../../test/ask.ts'

const canary = 'canary-7f3a@'

test.each([
  `{ subject(by: { identifiers: [{ kind: BSN, value: "${canary}" }] }) { systems { status } } }`,
  `{ subject(by: { email: 7, phone: "${canary}" }) { systems { status } } }`,
  `{ subject(by: "${canary}") { systems { status } } }`,
  `{ subject(by: { email: "a@example.com" }) { records(first: "${canary}") { edges { cursor } } } }`,
  `{ subject(by: { email: "a@example.com" }) { "${canary}" } }`,
  `mutation { subjectErase(input: { subject: { email: "a@b.nl" }, receivedAt: "${canary}" }) { request { id } } }`,
])('a value written in the query is not repeated: %s', async (query) => {
  const { ask, logged } = setUp()
  const answer = await ask(query)
  expect(answer.errors?.length).toBeGreaterThan(0)
  expect(JSON.stringify(answer)).not.toContain('canary')
  expect(logged).toEqual([])
})

test('a value of any kind in any place of the query is not repeated', async () => {
  const { ask, logged } = setUp()
  const answers = await Promise.all(
    inEveryPlace().map(async (query) => ({ query, answer: JSON.stringify(await ask(query)) })),
  )
  expect(answers.filter(({ answer }) => !answer.includes('"errors":[{'))).toEqual([])
  expect(answers.filter(({ answer }) => /canary|7734/.test(answer))).toEqual([])
  expect(logged).toEqual([])
})

describe('a variable that may be null, where nothing may be null, is a mistake of whoever asks', () => {
  const id = { id: null }
  const queries: readonly (readonly [query: string, variables: readonly object[]])[] = [
    ['query ($e: String) { subject(by: { email: $e }) { systems { status } } }', [{}, { e: null }]],
    ['query ($id: ID = "x") { request(id: $id) { status } }', [id]],
    ['query ($id: ID = "x") { a: request(id: $id) { status } systems { id } }', [id]],
    ['subscription ($id: ID = "x") { requestProgress(id: $id) { status } }', [id]],
    ['query ($b: Boolean = true) { systems @include(if: $b) { id } }', [{ b: null }]],
    ['query ($b: Boolean = true) { systems { id @skip(if: $b) } }', [{ b: null }]],
    [
      'query ($k: IdentifierKind = EMAIL) { subject(by: { identifiers: [{ kind: $k, value: "canary" }] }) { systems { status } } }',
      [{ k: null }],
    ],
    ['mutation ($id: ID = "x") { requestCancel(input: { id: $id }) { request { id } } }', [id]],
  ]
  test.each(queries.flatMap(([query, all]) => all.map((variables) => [query, variables] as const)))(
    '%s with %j',
    async (query, variables) => {
      const { ask, logged } = setUp()
      const answer = await ask(query, { ...variables })
      expect(codesOf(answer)).toEqual(['BAD_USER_INPUT'])
      expect(JSON.stringify(answer)).not.toContain('canary')
      expect(logged).toEqual([])
    },
  )
})

/** Literals of every kind, each where another is asked, and beside something unknown. */
function inEveryPlace(): string[] {
  const literals = [
    `"${canary}"`,
    `"""${canary}"""`,
    `{ email: "${canary}", foo: "canary" }`,
    `{ foo: "${canary}" }`,
    `{ email: { foo: "${canary}" } }`,
    `{ identifiers: [{ kind: EMAIL, value: "${canary}", foo: 1 }] }`,
    `{ identifiers: [{ value: "${canary}" }] }`,
    `{ identifiers: { kind: canary, value: "${canary}" } }`,
    `["${canary}", { foo: "${canary}" }]`,
    `[[{ email: "${canary}" }]]`,
    `{ email: "${canary}", email: "${canary}" }`,
    'canary',
    '-7734.5e1',
    '7734',
    'true',
    'null',
  ]
  return literals.flatMap((literal) => [
    `{ subject(by: { email: "a@b.nl" }, foo: ${literal}) { systems { status } } }`,
    `{ subject(by: [${literal}]) { systems { status } } }`,
    `{ subjects(by: [${literal}, { foo: ${literal} }]) { systems { status } } }`,
    `{ subject(by: { email: "a@b.nl" }) { records(first: [${literal}, "canary"], category: ${literal}) { edges { cursor } } } }`,
    `{ systems @include(if: [${literal}]) { id } }`,
    `{ systems @foo(bar: ${literal}) { id } }`,
    `{ systems @include(if: true, foo: ${literal}) { id } }`,
    `query ($v: SubjectInput = [${literal}]) { subject(by: $v) { systems { status } } }`,
    `query ($v: Int = { foo: ${literal} }) { subject(by: { email: "a@b.nl" }) { records(first: $v) { edges { cursor } } } }`,
    `mutation { subjectErase(input: { subject: ${literal}, foo: ${literal} }) { errors { message } } }`,
    `mutation { subjectErase(input: { subject: { email: "canary@x.nl" }, foo: ${literal} }) { errors { message } } }`,
    `mutation { subjectErase(input: { subject: { email: "canary@x.nl" }, receivedAt: [${literal}] }) { errors { message } } }`,
    `{ a: subject(by: { foo: ${literal} }) { systems { status } } a: subject(by: ${literal}) { subject { id } } }`,
  ])
}
