import type { JsonShape } from './json-shape.ts'

/**
 * A stored value as its GraphQL type can carry it. Nothing that a system returns may fail a field: text is anything
 * that can be written as text, and a value of another kind than declared is null, with an issue beside it.
 */
export function presentable(value: unknown, shape: JsonShape): unknown {
  if (value === null || value === undefined) return null
  switch (shape.kind) {
    case 'text':
      return typeof value === 'string' ? value : JSON.stringify(value)
    case 'whole':
      return Number.isInteger(value) && Math.abs(Number(value)) < 2 ** 31 ? value : null
    case 'number':
      return Number.isFinite(value) ? value : null
    case 'truth':
      return typeof value === 'boolean' ? value : null
    case 'list':
      return presentableList(value, shape.of)
    case 'object':
      return isObject(value) ? value : null
    case 'anything':
      return value
  }
}

/** The same for a list of such values. */
export function presentableList(value: unknown, of: JsonShape): unknown[] | null {
  return Array.isArray(value) ? value.map((item) => presentable(item, of)) : null
}

/** One field of a stored object; null when it is not there. */
export function fieldOf(value: unknown, name: string): unknown {
  return isObject(value) && Object.hasOwn(value, name) ? value[name] : null
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
