import { z } from 'zod'
import { FailureError, transient, unauthorized, type Failure } from '../failure.ts'
import { requireAllowed } from './hosts.ts'
import { send, readText, type Connections } from './send.ts'

/** What a token is fetched with. */
export type CredentialsCall = {
  readonly connections: Connections
  /** Ends the waiting of this call. */
  readonly signal: AbortSignal
  readonly now: () => Date
}

/** What proves to a system who we are. It holds secrets, so it is never logged. */
export type Credentials = {
  headers(call: CredentialsCall): Promise<Readonly<Record<string, string>>>
  /** Called after a 401 to these headers. True: there is, or will be, something newer to try once more with. */
  renew(refused: Readonly<Record<string, string>>): boolean
  /** Hosts that it contacts itself. */
  readonly hosts: readonly string[]
}

/** A token that somebody made by hand and that is good until it is withdrawn. */
export function bearerToken(token: string): Credentials {
  const headers = { authorization: `Bearer ${token}` }
  return { headers: async () => headers, renew: () => false, hosts: [] }
}

/** An OAuth client of its own (RFC 6749 §4.4). */
export function clientCredentials(client: {
  readonly tokenUrl: string
  readonly clientId: string
  readonly clientSecret: string
  readonly scope: string
}): Credentials {
  const { tokenUrl, clientId, clientSecret, scope } = client
  const form = new URLSearchParams({
    grant_type: 'client_credentials',
    client_id: clientId,
    client_secret: clientSecret,
    scope,
  })
  const refused = unauthorized('a valid client id, secret and scope: no token was given for these')
  return tokenFrom({ tokenUrl, form: async () => form, refused })
}

const Token = z.object({ access_token: z.string(), expires_in: z.number().nullish() })
type Held = { readonly headers: Readonly<Record<string, string>>; readonly until: number }

/** How long before its end a token counts as ended, and how long one lasts that does not say. */
const [margin, lifetime] = [30_000, 300_000]

/**
 * Gets a token where there is none that still holds, once for all calls that wait for it. `form`: what the token's
 * end point is asked, made anew each time. Throws `auth` when it refuses us.
 */
export function tokenFrom(source: {
  readonly tokenUrl: string
  readonly form: (now: Date) => Promise<URLSearchParams>
  /** What to ask for where no token is given. */
  readonly refused: Failure
}): Credentials {
  const url = new URL(source.tokenUrl)
  let held: Held | null = null
  let fetching: Promise<Held> | null = null
  // for all that wait: whoever asked first may leave
  const fetchToken = async ({ connections, now }: CredentialsCall): Promise<Held> => {
    const signal = AbortSignal.timeout(30_000)
    requireAllowed(url, [url.host])
    const headers = { accept: 'application/json', 'content-type': 'application/x-www-form-urlencoded' }
    const body = (await source.form(now())).toString()
    const answer = await send(connections, url, { method: 'POST', headers, body, signal })
    const text = await readText(answer, 100_000)
    if (answer.status >= 500 || answer.status === 429) throw new FailureError(transient)
    if (answer.status >= 300) {
      throw new FailureError(source.refused)
    }
    const token = Token.safeParse(jsonIn(text)).data
    if (token === undefined) throw new FailureError(transient)
    const seconds = token.expires_in ?? 0
    const lasts = seconds > 0 ? Math.max(seconds * 1000 - margin, (seconds * 1000) / 2) : lifetime
    return {
      headers: { authorization: `Bearer ${token.access_token}` },
      until: now().getTime() + lasts,
    }
  }
  return {
    hosts: [url.host],
    async headers(call) {
      call.signal.throwIfAborted()
      if (held !== null && held.until > call.now().getTime()) return held.headers
      fetching ??= fetchToken(call)
        .then((token) => (held = token))
        .finally(() => (fetching = null))
      // whoever waits hears of it; nobody may be left who does
      fetching.catch(() => {})
      const token = await unless(call.signal, fetching)
      return token.headers
    },
    renew(refused) {
      // several calls can be refused at once: the first one lets go of the token, the others wait for its successor
      if (held !== null && held.headers['authorization'] === refused['authorization']) held = null
      return refused['authorization'] !== undefined
    },
  }
}

/** What comes first: the work, or the reason of the signal. */
async function unless<Result>(signal: AbortSignal, work: Promise<Result>): Promise<Result> {
  signal.throwIfAborted()
  const ended = Promise.withResolvers<never>()
  const end = (): void => ended.reject(signal.reason)
  signal.addEventListener('abort', end, { once: true })
  try {
    return await Promise.race([work, ended.promise])
  } finally {
    signal.removeEventListener('abort', end)
  }
}

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
