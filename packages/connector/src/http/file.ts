import { FailureError, permanent } from '../failure.ts'
import type { Pace } from '../pace.ts'
import { requireAllowed } from './hosts.ts'
import { failureIn } from './no-answer.ts'
import { refusalOf } from './refusal.ts'
import { send, type Connections, type Received } from './send.ts'
import { takeTurn } from './turn.ts'

export type FileRead = {
  readonly connections: Connections
  readonly origin: string
  readonly address: string
  readonly fileHosts: readonly string[]
  readonly maxBytes: number
  /** For the origin, and for no other host. */
  readonly headers: () => Promise<Readonly<Record<string, string>>>
  readonly signal: AbortSignal
  readonly now: () => Date
  readonly pace: Pace | undefined
}

const mostHops = 5

/** The pieces of a file, as they come. Throws when it breaks off, is not there, or is longer than allowed. */
export async function* readFile(read: FileRead): AsyncGenerator<Uint8Array> {
  const { signal } = read
  signal.throwIfAborted()
  let received: Received | null = null
  try {
    received = await follow(read)
    let bytes = 0
    for await (const piece of received.body) {
      bytes += piece.byteLength
      if (bytes > read.maxBytes) throw new FailureError(permanent('a file was longer than allowed'))
      yield piece
    }
  } catch (error) {
    signal.throwIfAborted()
    throw failureIn(error)
  } finally {
    received?.discard()
  }
}

/** Goes where the system leads, among the declared hosts. The credentials stay with the origin. */
async function follow(read: FileRead): Promise<Received> {
  const { connections, origin, signal, now, pace } = read
  const home = new URL(origin)
  const hosts = [home.host, ...read.fileHosts]
  let url = URL.parse(read.address, origin)
  for (let hop = 0; hop < mostHops; hop++) {
    if (url === null) break
    requireAllowed(url, hosts)
    const atHome = url.origin === home.origin
    if (atHome && pace !== undefined) await takeTurn(pace, [], { now, signal })
    const headers = atHome ? { ...(await read.headers()), accept: '*/*' } : { accept: '*/*' }
    const received = await send(connections, url, { method: 'GET', headers, body: null, signal })
    const location = received.headers.get('location')
    if (received.status >= 300 && received.status < 400 && location !== null) {
      received.discard()
      url = URL.parse(location, url)
      continue
    }
    const refusal = refusalOf(received.status, received.headers.get('retry-after'), now())
    if (refusal === null && received.status < 300) return received
    received.discard()
    if (refusal?.code === 'rate-limited') await pace?.hold(refusal.retryAfter)
    if (refusal !== null) throw new FailureError(refusal)
    throw new FailureError(permanent('a file is not there any more, or may not be read'))
  }
  throw new FailureError(permanent('a file led from one address to another without end'))
}
