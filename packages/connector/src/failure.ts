/**
 * Why something could not be done. The set is closed, because what happens next follows from the code alone:
 *
 * | code           | what the engine does                                        |
 * | -------------- | ----------------------------------------------------------- |
 * | `config`       | stops: a person mends the named key                         |
 * | `auth`         | stops: a person mends credentials or the missing permission |
 * | `rate-limited` | tries again at `retryAfter`                                 |
 * | `transient`    | tries again, with growing pauses                            |
 * | `blocked`      | tries again after the other work is done, then asks         |
 * | `permanent`    | stops: a person reads `detail`                              |
 *
 * A failure is stored, logged and shown, so no text in it is made at run time: every text is a literal in the
 * source, and no personal data can get in.
 */
export type Failure =
  | { readonly code: 'config'; readonly key: string }
  | { readonly code: 'auth'; readonly missing?: string }
  | { readonly code: 'rate-limited'; readonly retryAfter: Date }
  | { readonly code: 'transient' }
  | { readonly code: 'blocked'; readonly by: string }
  | { readonly code: 'permanent'; readonly detail: string }

/**
 * What `check` found. With a failure, the system cannot be used as it is; without one it works, and a person should
 * mend it all the same. Both texts are made of declared names (a table, a permission) and literals, never of data.
 */
export type Problem = {
  readonly failure: Failure | null
  /** Where: `billing.invoices`. Empty when it is the whole system. */
  readonly at: string
  /** What to do about it. */
  readonly mend: string
}

/** The whole system cannot be used: what a `check` that threw comes down to. */
export function unusable(failure: Failure): Problem {
  return { failure, at: '', mend: mends[failure.code] }
}

const mends: Readonly<Record<Failure['code'], string>> = {
  config: 'Mend the named key of the configuration.',
  auth: 'Mend the credentials, or give them the permission that is missing.',
  'rate-limited': 'Wait until the system answers again.',
  transient: 'See whether the system is up and can be reached from here.',
  blocked: 'Finish what blocks it.',
  permanent: 'Read the failure.',
}

/** A literal only: a string built at run time (with an e-mail address in it, say) does not compile. */
export type Literal<Text extends string> = {} extends Record<Text, 1> ? never : Text

export const misconfigured = <Key extends string>(key: Literal<Key>): Failure => ({ code: 'config', key })
export const unauthorized = <Missing extends string>(missing?: Literal<Missing>): Failure =>
  missing === undefined ? { code: 'auth' } : { code: 'auth', missing }
export const rateLimited = (retryAfter: Date): Failure => ({ code: 'rate-limited', retryAfter })
export const transient: Failure = { code: 'transient' }
export const blocked = <By extends string>(by: Literal<By>): Failure => ({ code: 'blocked', by })
export const permanent = <Detail extends string>(detail: Literal<Detail>): Failure => ({
  code: 'permanent',
  detail,
})

/**
 * A failure on its way up through code that cannot return one (an export stream). Its message is the code; the
 * cause, which may hold personal data, stays off it.
 */
export class FailureError extends Error {
  readonly failure: Failure

  constructor(failure: Failure) {
    super(failure.code)
    this.name = 'FailureError'
    this.failure = failure
  }
}

/** The failure in whatever was thrown. What is not a `FailureError` counts as transient: tried again, then shown. */
export function failureOf(thrown: unknown): Failure {
  return thrown instanceof FailureError ? thrown.failure : transient
}
