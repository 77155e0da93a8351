import type { EngineOptions } from '@rechtop/engine'
import type { AuthConfig } from './auth/authenticator.ts'
import type { GraphiQLConfig } from './graphiql.ts'

/** All that a company decides, in one file: its systems, its policy, its database and who may do what. */
export type Config = Pick<EngineOptions, 'systems' | 'policy' | 'database' | 'secret'> & {
  /** The OpenID Connect issuer of its staff and programs. Left out: a development token is made and printed. */
  readonly auth?: AuthConfig
  /** The page to try queries in. Left out: there is none. */
  readonly graphiql?: GraphiQLConfig
  /** Whether the schema may be asked for. */
  readonly introspection?: boolean
}

/** Declares a configuration; a wrong key does not compile. */
export function defineConfig(config: Config): Config {
  return config
}
