import type { Column } from 'drizzle-orm'

/** One value inside a JSON column. */
export type JsonPath = { readonly json: Column; readonly path: readonly [string, ...string[]] }

/**
 * A field that stands inside a JSON column, under these keys. Emptying it takes out the key and leaves the rest of the
 * document; what that rest is has to be said in `excluded`, or mapped by other paths.
 */
export function inJson(json: Column, ...path: readonly [string, ...string[]]): JsonPath {
  return { json, path }
}

export function isJsonPath(source: unknown): source is JsonPath {
  return typeof source === 'object' && source !== null && 'json' in source && 'path' in source
}
