/** What goes wrong. */
export type Fault =
  /** The writing call number `afterWrite` has its effect; its answer is lost, and nothing is answered after it. */
  | { readonly kind: 'crash'; readonly afterWrite: number }
  /** Every request is answered with this status and not carried out. */
  | {
      readonly kind: 'answer'
      readonly status: 401 | 403 | 429 | 500 | 503
      /** The header `Retry-After`, in seconds. */
      readonly retryAfter?: number
    }
  /** Every connection breaks; with `inside`, only one whose answer holds these bytes, in the middle of them. */
  | { readonly kind: 'cut'; readonly inside?: Uint8Array }
  /** No request is answered. */
  | { readonly kind: 'silence' }
  /** Every request is answered with a success whose JSON ends in the middle. */
  | { readonly kind: 'malformed' }
