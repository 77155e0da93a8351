import { FailureError, permanent, type Failure } from '../failure.ts'
import type { Budget, Pace } from '../pace.ts'
import { requireAllowed } from './hosts.ts'
import { asFailure, failureIn } from './no-answer.ts'
import { refusalOf } from './refusal.ts'
import { send, type Connections, type Received } from './send.ts'
import { tryAgain } from './try-again.ts'
import { takeTurn } from './turn.ts'

export type FileRead = {
  readonly connections: Connections
  readonly origin: string
  readonly address: string
  readonly fileHosts: readonly string[]
  readonly maxBytes: number
  /** For the origin, and for no other host. */
  readonly headers: () => Promise<Readonly<Record<string, string>>>
  readonly renew: (refused: Readonly<Record<string, string>>) => boolean
  readonly refused: (status: 401 | 403, path: string) => Failure | undefined
  readonly budgets: (path: string) => readonly Budget[]
  readonly signal: AbortSignal
  readonly now: () => Date
  readonly pace: Pace | undefined
}

const mostHops = 5

/**
 * The pieces of a file, as they come. Until the first one it is tried again like any read; afterwards it throws when it
 * breaks off. Throws too when it is not there, or longer than allowed.
 */
export async function* readFile(read: FileRead): AsyncGenerator<Uint8Array> {
  const { signal } = read
  signal.throwIfAborted()
  let received: Received | null = null
  try {
    received = await tryAgain(() => asFailure(follow(read), signal), true, read)
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
  const { connections, origin, signal } = read
  const home = new URL(origin)
  const hosts = [home.host, ...read.fileHosts]
  let url = URL.parse(read.address, origin)
  for (let hop = 0; hop < mostHops; hop++) {
    if (url === null) break
    requireAllowed(url, hosts)
    const received =
      url.origin === home.origin
        ? await askHome(read, url)
        : await send(connections, url, { method: 'GET', headers: { accept: '*/*' }, body: null, signal })
    const location = received.headers.get('location')
    if (received.status >= 300 && received.status < 400 && location !== null) {
      received.discard()
      url = URL.parse(location, url)
      continue
    }
    if (received.status < 300) return received
    received.discard()
    throw await failureFor(read, received, url, url.origin === home.origin)
  }
  throw new FailureError(permanent('a file led from one address to another without end'))
}

/** In turn, with our credentials, and once more with new ones where they were refused. */
async function askHome(read: FileRead, url: URL): Promise<Received> {
  const { connections, signal, now, pace } = read
  const ask = async (): Promise<{ headers: Readonly<Record<string, string>>; received: Received }> => {
    if (pace !== undefined) await takeTurn(pace, read.budgets(url.pathname), { now, signal })
    const headers = { ...(await read.headers()), accept: '*/*' }
    return { headers, received: await send(connections, url, { method: 'GET', headers, body: null, signal }) }
  }
  const first = await ask()
  if (first.received.status !== 401 || !read.renew(first.headers)) return first.received
  first.received.discard()
  return (await ask()).received
}

/** What another host refuses says nothing of our credentials, and does not hold up the system. */
async function failureFor(
  read: FileRead,
  received: Received,
  url: URL,
  atHome: boolean,
): Promise<FailureError> {
  const { status, headers } = received
  const refusal = refusalOf(status, headers.get('retry-after'), read.now())
  const isDenied = status === 401 || status === 403
  if (refusal === null || (isDenied && !atHome)) {
    return new FailureError(permanent('a file is not there any more, or may not be read'))
  }
  if (refusal.code === 'rate-limited' && atHome) await read.pace?.hold(refusal.retryAfter)
  return new FailureError((isDenied ? read.refused(status, url.pathname) : undefined) ?? refusal)
}
