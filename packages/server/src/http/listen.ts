import type { Server } from 'node:http'
import { isIPv6 } from 'node:net'

/** A server that listens. */
export type Listening = {
  readonly url: string
  /** Stops listening and ends what is open, subscriptions included. */
  close(): Promise<void>
}

/** Listens on this port, or on a free one for port 0. */
export async function listenOn(server: Server, port: number, host: string): Promise<Listening> {
  const listening = Promise.withResolvers<void>()
  server.once('error', listening.reject)
  server.listen(port, host, listening.resolve)
  await listening.promise
  const address = server.address()
  const bound = typeof address === 'object' && address !== null ? address.port : port
  return {
    url: `http://${isIPv6(host) ? `[${host}]` : host}:${bound}`,
    close: async () => {
      const closed = Promise.withResolvers<void>()
      server.close(() => closed.resolve())
      server.closeAllConnections()
      await closed.promise
    },
  }
}
