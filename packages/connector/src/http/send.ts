import { Agent, request } from 'undici'
import { FailureError, permanent } from '../failure.ts'
import { isLoopback } from './hosts.ts'
import { publicOnly } from './private-address.ts'

/** Connections to the outside, and to this machine where an imitation of a system is declared. */
export type Connections = { readonly outside: Agent; readonly loopback: Agent; close(): Promise<void> }

export function openConnections(): Connections {
  const patience = { headersTimeout: 60_000, bodyTimeout: 60_000 }
  const outside = new Agent({ ...patience, connect: { lookup: publicOnly, timeout: 10_000 } })
  const loopback = new Agent({ ...patience, connect: { timeout: 10_000 } })
  return {
    outside,
    loopback,
    close: async () => void (await Promise.all([outside.close(), loopback.close()])),
  }
}

export type Sent = Readonly<{
  method: string
  headers: Readonly<Record<string, string>>
  body: string | null
  signal: AbortSignal
}>

export type Received = {
  readonly status: number
  readonly headers: Headers
  readonly body: AsyncIterable<Uint8Array>
  /** Lets go of a body that nobody wants to read on. */
  discard(): void
}

/** One request and its answer, whatever it is. Follows nothing and tries nothing again. */
export async function send(connections: Connections, url: URL, sent: Sent): Promise<Received> {
  const dispatcher = isLoopback(url) ? connections.loopback : connections.outside
  const { statusCode, headers, body } = await request(url, { ...sent, dispatcher })
  body.on('error', () => {}) // whoever reads it gets the error; whoever does not need not
  return {
    status: statusCode,
    headers: headersOf(headers),
    body,
    // small ones are read, which keeps the connection
    discard: () => void body.dump({ limit: 65_536 }).catch(() => {}),
  }
}

function headersOf(received: Readonly<Record<string, string | string[] | undefined>>): Headers {
  const headers = new Headers()
  for (const [name, value] of Object.entries(received)) {
    for (const one of [value ?? []].flat()) headers.append(name, one)
  }
  return headers
}

/** The whole body as text; throws past the cap. */
export async function readText({ body }: Received, maxBytes: number): Promise<string> {
  const decoder = new TextDecoder()
  let text = ''
  let bytes = 0
  for await (const chunk of body) {
    bytes += chunk.byteLength
    if (bytes > maxBytes) throw new FailureError(permanent('an answer was longer than allowed'))
    text += decoder.decode(chunk, { stream: true })
  }
  return text + decoder.decode()
}
