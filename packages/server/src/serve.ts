import { randomBytes } from 'node:crypto'
import { ConfigError, createEngine, type Engine } from '@rechtop/engine'
import { engineOptions, type Config } from './config.ts'
import { isLoopback } from './http/loopback.ts'
import { createLogger, type Logger } from './log.ts'
import { createServer, type Server } from './server.ts'

/** A running Rechtop. */
export type Serving = {
  readonly engine: Engine
  readonly server: Server
  readonly url: string
  /** The token to try it with, where no issuer is configured. */
  readonly developmentToken: string | null
  /** Finishes what is in hand, then lets go of port, systems and database. */
  stop(): Promise<void>
}

export type ServeOptions = {
  readonly port: number
  /** Left out: only this machine can reach it. */
  readonly host?: string
  /** The development token to use instead of a new one. */
  readonly developmentToken?: string
  readonly logger?: Logger
  /** Whether it also carries requests out, which is so when left out. If not, workers elsewhere do. */
  readonly work?: boolean
}

/** Starts engine and API in one process. Throws before listening when the configuration can't be used. */
export async function serve(config: Config, options: ServeOptions): Promise<Serving> {
  const { logger = createLogger(), host = '127.0.0.1', work = true } = options
  const { auth, graphiql, introspection } = config
  if (auth === undefined && !isLoopback(host)) {
    throw new ConfigError(
      `Others could reach ${host}, and a development token may do everything: configure \`auth\` (an OIDC issuer) first.`,
    )
  }
  const engine = await createEngine({ ...engineOptions(config, logger), role: work ? 'both' : 'api' })
  try {
    const developmentToken = options.developmentToken ?? randomBytes(24).toString('base64url')
    const server = createServer({
      engine,
      logger,
      auth: auth ?? { developmentToken },
      ...(graphiql !== undefined && { graphiql }),
      ...(introspection !== undefined && { introspection }),
    })
    await engine.start()
    const listening = await server.listen(options.port, host)
    const stop = async (): Promise<void> => {
      await listening.close()
      await engine.stop()
    }
    return {
      engine,
      server,
      url: listening.url,
      developmentToken: auth === undefined ? developmentToken : null,
      stop,
    }
  } catch (error) {
    await engine.stop()
    throw error
  }
}
