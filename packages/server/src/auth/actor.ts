import type { Scope } from './scope.ts'

/** Who is asking, as their token names them. */
export type Actor = {
  readonly name: string
  readonly scopes: ReadonlySet<Scope>
  /** When the token ends: what is still open then is closed. Null when it does not. */
  readonly expiresAt: Date | null
}

/** What a token turns out to be. `unavailable`: whoever could tell cannot be reached; it may be a good token. */
export type Verdict =
  | { readonly status: 'accepted'; readonly actor: Actor }
  | { readonly status: 'refused' }
  | { readonly status: 'unavailable' }

/** Judges one bearer token. Never throws. */
export type JudgeToken = (token: string) => Promise<Verdict>
