import type { Json } from '@rechtop/schema'

/** All texts in it, however deep, keys included: an identifier may serve as a key. */
export function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value]
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, inner]) => [key, ...textsIn(inner)])
}

/** A text in a dump, and where it stands. */
export type Leaf = { readonly path: string; readonly text: string }

/** All texts in it with their places, keys left out. */
export function leavesIn(value: Json, path = 'dump'): Leaf[] {
  if (typeof value === 'string') return [{ path, text: value }]
  if (isList(value)) return value.flatMap((inner, index) => leavesIn(inner, `${path}[${index}]`))
  if (!isRecord(value)) return []
  return Object.entries(value).flatMap(([key, inner]) => leavesIn(inner, `${path}.${key}`))
}

/** The same with each text changed. */
export function mapTexts(value: Json, change: (text: string) => string): Json {
  if (typeof value === 'string') return change(value)
  if (isList(value)) return value.map((inner) => mapTexts(inner, change))
  if (!isRecord(value)) return value
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, mapTexts(inner, change)]))
}

/** One text for equal values, whatever the order of their keys. */
export function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([one], [other]) => (one < other ? -1 : 1)))
      : inner,
  )
}

/** Where `whole` lacks or changed something of `part`; null when all of it is there. Lists may have grown. */
export function missingFrom(whole: Json | undefined, part: Json, path = 'dump'): string | null {
  if (isList(part)) {
    const left = Map.groupBy(isList(whole) ? whole.map(canonical) : [], (item) => item)
    for (const [index, item] of part.entries()) {
      if (left.get(canonical(item))?.pop() === undefined) return `${path}[${index}]`
    }
    return null
  }
  if (isRecord(part)) {
    for (const [key, inner] of Object.entries(part)) {
      const missing = missingFrom(isRecord(whole) ? whole[key] : undefined, inner, `${path}.${key}`)
      if (missing !== null) return missing
    }
    return null
  }
  return canonical(whole) === canonical(part) ? null : path
}

const isList = (value: Json | undefined): value is readonly Json[] => Array.isArray(value)
const isRecord = (value: Json | undefined): value is { readonly [key: string]: Json } =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
