import { createHash } from 'node:crypto'
import type { AnyConnector } from '../../connector.ts'
import { FailureError, rateLimited, transient } from '../../failure.ts'
import type { HttpClient } from '../../http/index.ts'
import { club } from '../example/club.ts'
import type { Mutant } from './mutant.ts'

type Request = HttpClient['request']
type Origin = { readonly origin: string; readonly token: string }

/** The club, with something else between it and its client. */
const sending = (change: (request: Request, config: Origin) => Request): AnyConnector => {
  const mutant: typeof club = {
    ...club,
    async open(config) {
      const client = await club.open(config)
      return { ...client, request: change((...call) => client.request(...call), config) }
    },
  }
  return mutant
}

/** What to do with a failure of one code. */
const onFailure = (
  code: string,
  answer: (...call: Parameters<Request>) => ReturnType<Request>,
): AnyConnector =>
  sending((request) => async (...call) => {
    try {
      return await request(...call)
    } catch (error) {
      if (error instanceof FailureError && error.failure.code === code) return answer(...call)
      throw error
    }
  })

/** What is written in the place of a name. */
const placing = (placeholder: (name: string) => string): AnyConnector =>
  sending((request) => async (method, path, options) => {
    const body = new Map<string, unknown>(Object.entries(options?.body ?? {}))
    if (method !== 'PATCH' || !String(body.get('name')).startsWith('erased-'))
      return request(method, path, options)
    const { body: _body, ...bare } = options ?? {}
    const { name } = Object((await request('GET', path, bare)).body)
    return request(method, path, {
      ...options,
      body: { ...Object.fromEntries(body), name: placeholder(String(name)) },
    })
  })

const nothing = { status: 404, body: { items: [], more: false }, headers: new Headers() }

export const clubClientMutants: readonly Mutant[] = [
  {
    name: 'takes a 500 for a 404',
    killedBy: 'R3',
    advice: 'find answered a 500 with',
    connector: onFailure('transient', async () => nothing),
  },
  {
    name: 'takes missing credentials for an empty system',
    killedBy: 'R2',
    advice: 'answer "auth", so that a person mends it',
    connector: onFailure('auth', async () => nothing),
  },
  {
    name: 'tries again with refused credentials',
    killedBy: 'R2',
    advice: 'the same credentials will not do better',
    connector: sending((request) => async (...call) => {
      try {
        return await request(...call)
      } catch {
        return request(...call)
      }
    }),
  },
  {
    name: 'ignores Retry-After',
    killedBy: 'R1',
    advice: 'seconds off what Retry-After: 37 said',
    connector: onFailure('rate-limited', async () => {
      throw new FailureError(rateLimited(new Date()))
    }),
  },
  {
    name: 'calls a 429 transient',
    killedBy: 'R1',
    advice: 'answer "rate-limited"',
    connector: onFailure('rate-limited', async () => {
      throw new FailureError(transient)
    }),
  },
  {
    name: 'does not hand its signal on',
    killedBy: 'R6',
    advice: 'hand the signal on to each request',
    connector: sending((request) => (method, path, options) => {
      options?.signal?.throwIfAborted()
      const { signal: _signal, ...rest } = options ?? {}
      return request(method, path, rest)
    }),
  },
  {
    name: 'does not hand its pace on',
    killedBy: 'R7',
    advice: 'hand "pace" of the context on to each request',
    connector: sending((request) => (method, path, options) => {
      const { pace: _pace, ...rest } = options ?? {}
      return request(method, path, rest)
    }),
  },
  {
    name: 'contacts another host',
    killedBy: 'S3',
    advice: 'not among "hosts"',
    connector: sending((request) => async (...call) => {
      await fetch('http://127.0.0.1:64999/metrics').catch(() => {})
      return request(...call)
    }),
  },
  {
    name: 'puts an e-mail address into a URL',
    killedBy: 'S4',
    advice: 'send them in a body',
    connector: sending((request) => (method, path, options) => {
      const { where } = Object(options?.body)
      const emails: unknown = Object(where).email
      return request(method, Array.isArray(emails) ? `${path}?email=${emails.join()}` : path, options)
    }),
  },
  {
    name: 'sends its token in the address',
    killedBy: 'S2',
    advice: 'send credentials in a header',
    connector: sending(
      (request, { token }) =>
        (method, path, options) =>
          request(method, path, { ...options, query: { token } }),
    ),
  },
  {
    name: 'puts one text in the place of every name',
    killedBy: 'X13',
    advice: 'which joins their owners',
    connector: placing(() => 'erased-somebody'),
  },
  {
    name: 'puts a hash in the place of a name',
    killedBy: 'X13',
    advice: 'is a hash of what stood there',
    connector: placing((name) => `erased-${createHash('sha256').update(name).digest('hex').slice(0, 16)}`),
  },
  {
    name: 'keeps the name in its placeholder',
    killedBy: 'X13',
    advice: 'contains what stood in the system before',
    connector: placing((name) => `erased-${name}`),
  },
]
