import type { Failure } from '@rechtop/connector'

/** Something that this answer should have held and does not. */
export type Gap = { readonly system: string; readonly holding: string; readonly code: GapCode }
export type GapCode =
  | 'CONFIG'
  | 'AUTH'
  | 'RATE_LIMITED'
  | 'TRANSIENT'
  | 'BLOCKED'
  | 'PERMANENT'
  | 'UNSEARCHABLE'
  | 'NEVER_SHOWN'

/** A failure's code as the API writes it. */
export function gapCodeOf({ code }: Failure): GapCode {
  const codes = {
    config: 'CONFIG',
    auth: 'AUTH',
    'rate-limited': 'RATE_LIMITED',
    transient: 'TRANSIENT',
    blocked: 'BLOCKED',
    permanent: 'PERMANENT',
  } as const
  return codes[code]
}

/** Gathers, over one answer, what could not be read: each gap once. */
export class Incomplete {
  readonly #gaps = new Map<string, Gap>()

  add(gap: Gap): void {
    this.#gaps.set(JSON.stringify([gap.system, gap.holding, gap.code]), gap)
  }

  get gaps(): readonly Gap[] {
    return [...this.#gaps.values()]
  }
}
