import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'

/** A service on a port of this machine. */
export type Loopback = { readonly origin: string; close(): Promise<void> }

type Respond = (request: Request) => Promise<Response>

/** Serves it on a port of this machine, a free one when it is 0. An error response becomes a cut connection. */
export async function serveOnLoopback(respond: Respond, port: number): Promise<Loopback> {
  let origin = ''
  const server = createServer((incoming, outgoing) => {
    // a gate may stand before it: links lead to where the caller came
    const called = `http://${incoming.headers.host ?? ''}`
    serve(respond, URL.canParse(called) ? called : origin, incoming, outgoing).catch(() => outgoing.destroy())
  })
  server.listen(port, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the fake got no port')
  origin = `http://127.0.0.1:${address.port}`
  return {
    origin,
    async close() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

async function serve(
  respond: Respond,
  origin: string,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
): Promise<void> {
  const { method = 'GET', url = '/' } = incoming
  const headers = new Headers()
  for (const [name, value] of Object.entries(incoming.headers)) headers.set(name, String(value))
  const body = Buffer.concat(await incoming.toArray())
  const init = { method, headers, ...(body.byteLength > 0 && { body }) }
  const response = await respond(new Request(new URL(url, origin), init))
  if (response.type === 'error') return void outgoing.destroy()
  outgoing.writeHead(response.status, Object.fromEntries(response.headers))
  if (response.body === null) return void outgoing.end()
  await pipeline(Readable.from(response.body), outgoing)
}
