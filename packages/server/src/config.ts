import type { EngineOptions, EngineRole } from '@rechtop/engine'
import type { AuthConfig } from './auth/authenticator.ts'
import type { GraphiQLConfig } from './graphiql.ts'
import type { Logger } from './log.ts'

/** All that a company decides, in one file: its systems, its policy, its database and who may do what. */
export type Config = Pick<EngineOptions, 'systems' | 'policy' | 'criteria' | 'database' | 'secret'> & {
  /** The OpenID Connect issuer of its staff and programs. Left out: a development token is made and printed. */
  readonly auth?: AuthConfig
  /** The page to try queries in. Left out: there is none. */
  readonly graphiql?: GraphiQLConfig
  /** Whether the schema may be asked for. */
  readonly introspection?: boolean
}

/** A configuration with what was opened for it. */
export type OpenConfig = {
  readonly config: Config
  /** Called last, once nothing is in hand any more. */
  close(): Promise<void>
}

/**
 * What a configuration file exports by default: a configuration, or what opens one. `role` is what the process is
 * about to do.
 */
export type ConfigSource = Config | ((purpose: { readonly role: EngineRole }) => Promise<OpenConfig>)

/** Declares a configuration; a wrong key does not compile. */
export function defineConfig(config: Config): Config {
  return config
}

/** What of a configuration is the engine's, which writes to this logger. */
export function engineOptions(
  { systems, policy, criteria = [], database, secret }: Config,
  logger: Logger,
): Pick<EngineOptions, 'systems' | 'policy' | 'criteria' | 'database' | 'secret' | 'log'> {
  const log: NonNullable<EngineOptions['log']> = (event, detail = {}) => logger.info(detail, event)
  return { systems, policy, criteria, database, secret, log }
}
