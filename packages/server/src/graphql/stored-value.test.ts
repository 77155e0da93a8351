import fc from 'fast-check'
import { GraphQLBoolean, GraphQLFloat, GraphQLInt, GraphQLString, type GraphQLScalarType } from 'graphql'
import { expect, test } from 'vitest'
import type { JsonShape } from './json-shape.ts'
import { fieldOf, presentable, presentableList } from './stored-value.ts'

const scalars: readonly (readonly [JsonShape, GraphQLScalarType])[] = [
  [{ kind: 'text' }, GraphQLString],
  [{ kind: 'whole' }, GraphQLInt],
  [{ kind: 'number' }, GraphQLFloat],
  [{ kind: 'truth' }, GraphQLBoolean],
]

test('whatever a system returns, no scalar fails', () => {
  fc.assert(
    fc.property(fc.constantFrom(...scalars), fc.anything(), ([shape, scalar], value) => {
      fc.pre(isJson(value))
      const shown = presentable(value, shape)
      if (shown !== null) scalar.coerceOutputValue(shown)
    }),
  )
})

test('text is shown as it is stored, other values as JSON writes them', () => {
  expect(presentable(' jan@@example ', { kind: 'text' })).toBe(' jan@@example ')
  expect(presentable(12, { kind: 'text' })).toBe('12')
  expect(presentable({ a: 1 }, { kind: 'text' })).toBe('{"a":1}')
})

test('a number that does not fit is not cut', () => {
  expect(presentable(2 ** 31, { kind: 'whole' })).toBeNull()
  expect(presentable(2 ** 40, { kind: 'number' })).toBe(2 ** 40)
})

test('what is no list, and what is not there, is null', () => {
  expect(presentableList('a', { kind: 'text' })).toBeNull()
  expect(presentableList(['a', null, 1], { kind: 'text' })).toEqual(['a', null, '1'])
  expect(fieldOf({ a: 1 }, 'b')).toBeNull()
  expect(fieldOf({}, 'toString')).toBeNull()
  expect(fieldOf(null, 'a')).toBeNull()
})

function isJson(value: unknown): boolean {
  try {
    return JSON.stringify(value) !== undefined
  } catch {
    return false
  }
}
