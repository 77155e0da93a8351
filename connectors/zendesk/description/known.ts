/** What a description may lack or say otherwise without that being a mistake of ours. All of it should shrink. */
export type Known = {
  readonly gaps: readonly Gap[]
  readonly unlisted: readonly Unlisted[]
  readonly differing: readonly Differing[]
}

/** An endpoint that is not in the description. */
export type Gap = {
  /** Like `GET /api/v2/users/{}`. */
  readonly endpoint: string
  /** Where it is documented. */
  readonly source: string
  /** An endpoint of the description whose answers have the same form: it is held against that one. */
  readonly like?: string
}

/** Fields that we read and the description does not have. */
export type Unlisted = {
  /** Like `users[].email`. */
  readonly at: readonly string[]
  /** Where; left out: everywhere. */
  readonly endpoints?: readonly string[]
  readonly source: string
  readonly why: string
}

/** Fields that are not as described. */
export type Differing = Unlisted & {
  /** How the difference begins: another one in the same place is not covered. */
  readonly says: string
}
