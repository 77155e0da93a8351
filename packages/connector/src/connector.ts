import type { Identifier, IdentifierKind, Json, Period } from '@rechtop/schema'
import type { z } from 'zod'
import type { ErasureLine, Ordered, Outcome } from './erase.ts'
import type { ExportItem, ExportOrder, FileOrder } from './export.ts'
import type { Problem } from './failure.ts'
import type { Located } from './find.ts'
import type { Holdings } from './holding.ts'
import type { Pace } from './pace.ts'
import type { Correction, Due, DueAsk, Restriction, Suppression, Withdrawal } from './right.ts'

/** The company that runs the system, for the register of processing (GDPR art. 28 and 30(1)(d)). */
export type Processor = {
  readonly name: string
  /** ISO 3166 code of the country where the data are. */
  readonly country: string
  /** Reference of the processing agreement; left out where the company runs the system itself. */
  readonly agreement?: string
}

/** What every call gets. */
export type Context<Config, Client> = {
  readonly config: Config
  readonly client: Client
  /** Ends the call: stop soon, throw the signal's reason, leave a state that the next try can go on from. */
  readonly signal: AbortSignal
  readonly now: () => Date
  /** Event names and numbers only: there is no argument that could carry personal data. */
  readonly log: (event: string, numbers?: Readonly<Record<string, number>>) => void
  /** The system's rate limits, counted over all workers. Left out: nobody else calls it. */
  readonly pace?: Pace
}

/** A column, or a field of an answer, as it is called in the system: `website.logins.node`. */
export type ExcludedPlace = { readonly at: string; readonly reason: string }

/** A property of the conformance kit that is not tried: for a reason, and not for ever. */
export type Skip = {
  /** Its id: `X6`. */
  readonly property: string
  readonly reason: string
  /** The last day of the skip, as ISO 8601 writes it. From then on the kit fails. */
  readonly until: string
}

/**
 * One system that holds personal data. A connector says what its system holds and carries out three verbs; the law,
 * the plan, retries, verification and evidence are the engine's work.
 *
 * Every verb takes many subjects at once and answers in the same order and length. None may touch what it was not
 * asked for. `find` and `export` write nothing. A verb that fails as a whole throws a `FailureError`; a part that
 * fails is said in that part's answer, and its neighbours go on.
 */
export type Connector<Config = unknown, Client = unknown, Locator = Json, H extends Holdings = Holdings> = {
  /** kebab-case; names the kind of system. Two systems of one kind are two instances with ids of their own. */
  readonly name: string
  /** The version of this contract. Additions come as optional members; the number changes only when one breaks. */
  readonly contract: 1
  /** Parsed before anything runs. A problem names the key, and the server does not start. */
  readonly config: z.ZodType<Config>
  /** Locators are stored as JSON, sealed, and parsed on their way back in. */
  readonly locator: z.ZodType<Locator>
  /** The kinds that `find` can search by. Others are not sent to it. */
  readonly identifiers: readonly [IdentifierKind, ...IdentifierKind[]]
  readonly holdings: H
  readonly processor: Processor
  /** How long backups of this system still hold what was erased. */
  readonly backupHorizon: Period
  /** What of a person the system can hold that this connector does not reach. Told to whoever reads the plan. */
  readonly gaps: readonly string[]
  /** What an account there must have for all that is declared: a plan, an add-on, a permission. `check` looks. */
  readonly needs?: readonly string[]
  /** Places in the system that are not exported, each with the reason: they hold nothing of a person, or are never shown. */
  readonly excluded?: readonly ExcludedPlace[]
  /** How many requests one call has open at the system at once, at most. */
  readonly concurrency?: number
  /**
   * How many people one call serves in about the time of one, as a set-based statement does. Many requests are then
   * carried out together. Left out: each person takes calls of their own.
   */
  readonly together?: number
  /**
   * The hosts that its calls contact over HTTP, as `URL.host` writes them, and no others. `*.example.org` is every host
   * below example.org; credentials may go to none of those.
   */
  hosts?(config: Config): readonly string[]
  /** Properties of the conformance kit that it does not meet yet; they stand in its coverage. */
  readonly skips?: readonly Skip[]

  /** Opens what the calls share (a pool, an HTTP client). May not contact the system yet. */
  open(config: Config): Promise<Client>
  /** Lets go of it. Safe to call after a failed call. */
  close(client: Client): Promise<void>
  /**
   * What keeps us from doing all that is declared here, and what a person should mend although it works. Empty: the
   * system can be reached and nothing is wrong.
   */
  check(context: Context<Config, Client>): Promise<readonly Problem[]>

  /**
   * Where does the system hold these people? One answer per subject. Identifiers arrive in their normal form. A hit
   * that is not equal after normalisation (a text search, a prefix) is `similar` or no match at all.
   */
  find(
    subjects: readonly (readonly Identifier[])[],
    context: Context<Config, Client>,
  ): Promise<readonly Located<Locator>[]>

  /**
   * A lazy stream of what is held under these locators, in a stable order within order and holding. A locator whose
   * data is gone yields nothing. Ending the iteration early stops the work.
   */
  export(
    orders: readonly ExportOrder<H, Locator>[],
    context: Context<Config, Client>,
  ): AsyncIterable<ExportItem<H>>

  /**
   * How many items of a set there are: per locator, one number per ask. Only asked of holdings of grain `set`, so
   * that planning does not read them. Left out, the engine counts by exporting.
   */
  count?(
    locators: readonly Locator[],
    asks: readonly CountAsk<H>[],
    context: Context<Config, Client>,
  ): Promise<readonly (readonly number[])[]>

  /**
   * Carries out exactly these lines: one outcome per line, per order. Safe to repeat after a crash at any point, and
   * to call twice at once, with the same end and no second effect. A line waits for the holdings named in its `after`: while one of their lines in
   * this order is not done, it answers `failed` with `blocked`.
   */
  erase(
    orders: readonly Ordered<ErasureLine<H>, Locator>[],
    context: Context<Config, Client>,
  ): Promise<readonly (readonly Outcome[])[]>

  /**
   * The bytes of one file that an exported item named, in pieces. Throws a `FailureError` when it can't be read to its
   * end, so that half a file is never taken for a whole one. Writes nothing.
   */
  readFile?(order: FileOrder<Locator>, context: Context<Config, Client>): AsyncIterable<Uint8Array>

  /** Corrects records: one outcome per correction, per order. A ref under another owner is stale. */
  rectify?(
    orders: readonly Ordered<Correction<H>, Locator>[],
    context: Context<Config, Client>,
  ): Promise<readonly (readonly Outcome[])[]>

  /** Restricts matches or lifts it: one outcome each. While restricted, `find` marks the match `restricted`. */
  restrict?(
    restrictions: readonly Restriction<Locator>[],
    context: Context<Config, Client>,
  ): Promise<readonly Outcome[]>

  /** Withdraws consents: one outcome per withdrawal, per order. */
  withdrawConsent?(
    orders: readonly Ordered<Withdrawal<H>, Locator>[],
    context: Context<Config, Client>,
  ): Promise<readonly (readonly Outcome[])[]>

  /** Keeps subjects from being taken in again, or allows it: one outcome each. */
  suppress?(
    suppressions: readonly Suppression[],
    context: Context<Config, Client>,
  ): Promise<readonly Outcome[]>

  /** Whose term is over, for sweeps: a lazy stream, each match once per ask, in a stable order. Writes nothing. */
  due?(asks: readonly DueAsk<H>[], context: Context<Config, Client>): AsyncIterable<Due<Locator>>
}

/** The optional verbs: the one that is there is the capability. */
export const capabilities = [
  'count',
  'readFile',
  'rectify',
  'restrict',
  'withdrawConsent',
  'suppress',
  'due',
] as const
export type Capability = (typeof capabilities)[number]

/** What this connector can do beyond find, export and erase. */
export function capabilitiesOf(connector: AnyConnector): Capability[] {
  return capabilities.filter((capability) => connector[capability] !== undefined)
}

/** A set to count, or the part of it before a date. */
export type CountAsk<H extends Holdings> = {
  [K in keyof H & string]: { readonly holding: K; readonly before?: string }
}[keyof H & string]

/** Any connector, its own types forgotten: what the engine and the conformance kit hold. */
export type AnyConnector = Connector
