import type { Answer, Call, Route as FakeRoute } from '@rechtop/connector/fake'
import type { World } from './world.ts'

export type { Answer, Call }

/** One endpoint, below the origin. */
export type Route = Pick<FakeRoute, 'method' | 'path'> & {
  readonly answer: (world: World, call: Call) => Answer
  /** Agents may not. */
  readonly admin?: true
}

export const ok = (body: unknown): Answer => ({ status: 200, body })
export const created = (body: unknown): Answer => ({ status: 201, body })
export const noContent: Answer = { status: 204 }
export const recordNotFound: Answer = {
  status: 404,
  body: { error: 'RecordNotFound', description: 'Not found' },
}
export const invalidEndpoint: Answer = {
  status: 404,
  body: { error: 'InvalidEndpoint', description: 'Not found' },
}
export const unauthenticated: Answer = { status: 401, body: { error: "Couldn't authenticate you" } }
export const invalidToken: Answer = {
  status: 401,
  body: { error: 'invalid_token', error_description: 'The token has ended' },
}
export const forbidden: Answer = {
  status: 403,
  body: { error: 'Forbidden', description: 'You may not do this' },
}
/** The plan or the add-ons do not have it. */
export const notIncluded: Answer = {
  status: 403,
  body: { error: { title: 'Forbidden', message: 'This account does not have it' } },
}
export const tooManyValues: Answer = {
  status: 400,
  body: { error: 'TooManyValues', description: 'More values were given than are allowed', max_count: 100 },
}
export const recordInvalid = (description: string, field = 'base'): Answer => ({
  status: 422,
  body: {
    error: 'RecordInvalid',
    description: 'Record validation errors',
    details: { [field]: [{ description }] },
  },
})

/** The numbers of a list like `ids=1,2`; null when there are more than a hundred. */
export function idsOf(call: Call): number[] | null {
  const ids = valuesOf(call, 'ids')?.map(Number)
  return ids ?? null
}

export function valuesOf(call: Call, key: string): string[] | null {
  const values = (call.query.get(key) ?? '').split(',').filter(Boolean)
  return values.length > 100 ? null : values
}
