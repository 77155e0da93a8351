import type { Difference } from './compare.ts'
import type { Description } from './description.ts'
import { endpointOf, nameOf, type Endpoint } from './endpoints.ts'
import { hold } from './hold.ts'
import type { Differing, Gap, Known, Unlisted } from './known.ts'
import type { Exchange } from './scene.ts'

/** What became of one endpoint. */
export type Line = {
  readonly endpoint: string
  /** How many answers of the fake were looked at. */
  readonly answers: number
  /** How many fields we read that the description has. */
  readonly fields: number
  /** Where the description does not have it. */
  readonly gap: Gap | null
  /** What nothing explains. */
  readonly differences: readonly string[]
}
export type Report = {
  readonly lines: readonly Line[]
  /** Calls of no endpoint that is listed. */
  readonly strange: readonly string[]
  /** What is listed as known and is not there any more. */
  readonly stale: readonly string[]
}

/** Holds what the connector reads, and what the fake answered, against a description. */
export function check(
  description: Description,
  endpoints: readonly Endpoint[],
  exchanges: readonly Exchange[],
  known: Known,
): Report {
  const found = new Set<string>()
  const shared = new Set<string>()
  const isKnown = (
    reasons: readonly (Unlisted | Differing)[],
    endpoint: string,
    difference: Difference,
  ): boolean => {
    const { at } = difference
    const reason = reasons.find((one) => covers(one, endpoint, difference))
    if (reason !== undefined) found.add(keyOf(reason, at))
    return reason !== undefined
  }

  const lineOf = (endpoint: Endpoint): Line => {
    const name = nameOf(endpoint)
    const gap = known.gaps.find((one) => one.endpoint === name) ?? null
    const own = description.operation(endpoint.method, endpoint.path)
    const answers = exchanges.filter(
      ({ method, path, status }) => status < 300 && endpointOf(method, path, endpoints) === endpoint,
    )
    const held = hold(endpoint, own ?? similar(gap, description), answers)
    for (const at of held.shared) shared.add(at)
    const unlisted = held.unlisted.filter((at) => !isKnown(known.unlisted, name, { at, what: '' }))
    const differing = held.differing.filter((one) => !isKnown(known.differing, name, one))
    const differences = [
      ...(answers.length === 0 ? ['the fake was not brought to answer it'] : []),
      ...(own === null && gap === null ? ['the description does not have it, and no gap is listed'] : []),
      ...unlisted.map((at) => `${at}: the connector reads it, the description does not have it`),
      ...differing.map(({ at, what }) => `${at === '' ? 'the answer' : at}: ${what}`),
    ]
    return {
      endpoint: name,
      answers: answers.length,
      fields: held.shared.length,
      gap: own === null ? gap : null,
      differences: [...new Set(differences)],
    }
  }

  const lines = endpoints.map(lineOf)
  const unknown = exchanges.filter(({ method, path }) => endpointOf(method, path, endpoints) === undefined)
  const missed = (reasons: readonly Unlisted[]): string[] =>
    reasons.flatMap((reason) => reason.at.filter((at) => !found.has(keyOf(reason, at))))
  return {
    lines,
    strange: [...new Set(unknown.map(({ method, path }) => `${method} ${path}`))],
    stale: [
      ...known.gaps
        .filter((gap) => lines.some((line) => line.endpoint === gap.endpoint && line.gap === null))
        .map(({ endpoint }) => `no longer a gap: ${endpoint}`),
      ...missed(known.unlisted)
        .filter((at) => shared.has(at))
        .map((at) => `no longer a gap: ${at}`),
      ...missed(known.differing).map((at) => `no longer differs: ${at}`),
    ],
  }
}

const keyOf = ({ why }: Unlisted, at: string): string => `${at} ${why}`

function covers(known: Unlisted | Differing, endpoint: string, { at, what }: Difference): boolean {
  if (!known.at.includes(at) || known.endpoints?.includes(endpoint) === false) return false
  return !('says' in known) || what.startsWith(known.says)
}

function similar(gap: Gap | null, description: Description): ReturnType<Description['operation']> {
  const [method = '', path = ''] = gap?.like?.split(' ') ?? []
  return description.operation(method.toLowerCase(), path)
}
