/** One request, as a route sees it. */
export type Call = {
  readonly method: string
  /** Below the origin, without the query. */
  readonly path: string
  /** Where the caller believes the service to be: links in answers start with it. */
  readonly origin: string
  readonly params: Readonly<Record<string, string>>
  readonly query: URLSearchParams
  readonly headers: Headers
  /** Parsed JSON, the fields of a form as an object, or null. */
  readonly body: unknown
}

/** At most one of `body`, `text` and `bytes`. */
export type Answer = {
  readonly status: number
  /** Sent as JSON. */
  readonly body?: unknown
  readonly text?: string
  /** Sent as they come, so that a large file is never held as a whole. */
  readonly bytes?: AsyncIterable<Uint8Array>
  readonly headers?: Readonly<Record<string, string>>
  /** Of a 429 with `Retry-After`: which calls are asked to wait; all of them when left out. */
  readonly holdsBack?: (method: string, path: string) => boolean
}

/**
 * One endpoint. `path` is below the origin, `:name` stands for one segment; of several that fit, the one with the
 * fewest names answers. A call is carried out at once, so that no two of them mix.
 */
export type Route = {
  readonly method: 'get' | 'post' | 'put' | 'patch' | 'delete'
  readonly path: string
  readonly answer: (call: Call) => Answer
}

type Found<R> = { readonly route: R; readonly params: Readonly<Record<string, string>> }

/** Finds the route of a call. A slash at the end makes no difference. */
export function createRouter<R extends Pick<Route, 'method' | 'path'>>(
  routes: readonly R[],
): (method: string, path: string) => Found<R> | null {
  const known = routes
    .map((route) => ({ route, segments: segmentsOf(route.path) }))
    .toSorted((a, b) => namesIn(a.segments) - namesIn(b.segments))
  return (method, path) => {
    const asked = segmentsOf(path)
    for (const { route, segments } of known) {
      if (route.method.toUpperCase() !== method) continue
      const params = paramsOf(segments, asked)
      if (params !== null) return { route, params }
    }
    return null
  }
}

const segmentsOf = (path: string): string[] => path.replace(/\/$/, '').split('/')
const namesIn = (segments: readonly string[]): number => segments.filter((one) => one.startsWith(':')).length

function paramsOf(segments: readonly string[], asked: readonly string[]): Record<string, string> | null {
  if (segments.length !== asked.length) return null
  const params: Record<string, string> = {}
  for (const [index, segment] of segments.entries()) {
    const value = asked[index] ?? ''
    if (segment.startsWith(':')) params[segment.slice(1)] = decoded(value)
    else if (segment !== value) return null
  }
  return params
}

/** Text out of a URL; as it stands where its escapes are malformed. */
export function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
