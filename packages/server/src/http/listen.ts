import type { Server } from 'node:http'
import { isIPv6 } from 'node:net'

/** A server that listens. */
export type Listening = {
  readonly url: string
  /** Stops listening, ends subscriptions, and lets what is being answered have its answer; after a while cuts the rest. */
  close(): Promise<void>
}

const grace = 5_000

/** Listens on this port, or on a free one for port 0. `onClose` ends what would never end by itself. */
export async function listenOn(
  server: Server,
  port: number,
  host: string,
  onClose: () => void = () => {},
): Promise<Listening> {
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
      onClose()
      // a connection that had its answer stays open for the next question
      const idle = setInterval(() => server.closeIdleConnections(), 50)
      const rest = setTimeout(() => server.closeAllConnections(), grace)
      await closed.promise
      clearInterval(idle)
      clearTimeout(rest)
    },
  }
}
