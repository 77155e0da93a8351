import type { Identifier, IdentifierKind, Json, Period } from '@rechtop/schema'
import type { z } from 'zod'
import type { ErasureLine, Ordered, Outcome } from './erase.ts'
import type { ExportItem, ExportOrder } from './export.ts'
import type { Failure } from './failure.ts'
import type { Located } from './find.ts'
import type { Holdings } from './holding.ts'

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

  /** Opens what the calls share (a pool, an HTTP client). May not contact the system yet. */
  open(config: Config): Promise<Client>
  /** Lets go of it. Safe to call after a failed call. */
  close(client: Client): Promise<void>
  /** Null when the system can be reached and lets us do all that is declared here. */
  check(context: Context<Config, Client>): Promise<Failure | null>

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
   * Carries out exactly these lines: one outcome per line, per order. Safe to repeat after a crash at any point, with
   * the same end and no second effect. A line waits for the holdings named in its `after`: while one of their lines in
   * this order is not done, it answers `failed` with `blocked`.
   */
  erase(
    orders: readonly Ordered<ErasureLine<H>, Locator>[],
    context: Context<Config, Client>,
  ): Promise<readonly (readonly Outcome[])[]>
}

/** A set to count, or the part of it before a date. */
export type CountAsk<H extends Holdings> = {
  [K in keyof H & string]: { readonly holding: K; readonly before?: string }
}[keyof H & string]

/** Any connector, its own types forgotten: what the engine and the conformance kit hold. */
export type AnyConnector = Connector
