import type { Answer, Call, Route as FakeRoute } from '@rechtop/connector/fake'
import type { World } from './world.ts'

export type { Answer, Call }

/** One endpoint, below the origin. */
export type Route = Pick<FakeRoute, 'method' | 'path'> & {
  readonly answer: (world: World, call: Call) => Answer
}

export const ok = (body: unknown): Answer => ({ status: 200, body })
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
export const tooManyValues: Answer = {
  status: 400,
  body: { error: 'TooManyValues', description: 'More values were given than are allowed', max_count: 100 },
}
export const recordInvalid = (description: string): Answer => ({
  status: 422,
  body: {
    error: 'RecordInvalid',
    description: 'Record validation errors',
    details: { base: [{ description }] },
  },
})

/** The numbers of a list like `ids=1,2`; null when there are more than a hundred. */
export function idsOf(call: Call): number[] | null {
  const ids = (call.query.get('ids') ?? '').split(',').filter(Boolean).map(Number)
  return ids.length > 100 ? null : ids
}
