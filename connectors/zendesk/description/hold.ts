import { compareFields, differencesOf, schemaOf, unreadIn, type Difference, type Fields } from './compare.ts'
import type { Operation } from './description.ts'
import type { Endpoint } from './endpoints.ts'
import type { Exchange } from './scene.ts'

/** One endpoint held against what is described. */
export type Held = Pick<Fields, 'shared' | 'unlisted'> & { readonly differing: readonly Difference[] }
type Answered = Pick<Exchange, 'status' | 'body'>

/** `described`: null when there is nothing to hold it against; then we only have to be able to read the fake. */
export function hold(
  { reads }: Pick<Endpoint, 'reads'>,
  described: Operation | null,
  answers: readonly Answered[],
): Held {
  const unread = reads === null ? [] : answers.flatMap(({ body }) => unreadIn(body, reads))
  if (described === null) return { shared: [], unlisted: [], differing: unread }
  const answered = answers.flatMap((answer) => differencesFrom(described, answer))
  if (reads === null) return { shared: [], unlisted: [], differing: answered }
  const { shared, unlisted, stricter } = fieldsOf(reads, described)
  const isUnlisted = ({ at }: Difference): boolean =>
    unlisted.some((field) => at === field || at.startsWith(`${field}.`))
  const shown = described.examples
    .flatMap((example) => unreadIn(example, reads))
    .filter((one) => !isUnlisted(one))
    .map(({ at, what }) => ({ at, what: `in an example of the description, ${what}` }))
  return { shared, unlisted, differing: [...unread, ...answered, ...stricter, ...shown] }
}

function differencesFrom({ answers }: Operation, { status, body }: Answered): Difference[] {
  const good = [...answers].filter(([one]) => one < 300)
  // the form is compared although the number differs
  const described = answers.has(status) ? answers.get(status) : good[0]?.[1]
  const numbers = answers.has(status)
    ? []
    : [{ at: 'status', what: `${status}, described as ${good.map(([one]) => one).join(' or ')}` }]
  if (described) return [...numbers, ...differencesOf(body, described)]
  return body === undefined ? numbers : [...numbers, { at: '', what: 'has a body, described without' }]
}

function fieldsOf(reads: NonNullable<Endpoint['reads']>, { answers }: Operation): Fields {
  const [described] = [...answers].flatMap(([status, answer]) => (status < 300 && answer ? [answer] : []))
  return compareFields(schemaOf(reads), described ?? {})
}
