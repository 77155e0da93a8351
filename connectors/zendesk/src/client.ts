import { unauthorized, type Budget, type Failure } from '@rechtop/connector'
import { bearerToken, clientCredentials, createHttpClient, type HttpClient } from '@rechtop/connector/http'
import { fileHostsOf, originOf, type ZendeskConfig } from './config.ts'

/** At most so many requests of one process are open at once. */
export const concurrency = 4

export function openClient(config: ZendeskConfig): HttpClient {
  const origin = originOf(config)
  const { client, token = '' } = config
  return createHttpClient({
    origin,
    concurrency,
    fileHosts: fileHostsOf(config),
    budgets: (method, path) => budgetsOf(method, path, config),
    refused,
    credentials:
      client === undefined
        ? bearerToken(token)
        : clientCredentials({
            tokenUrl: `${origin}/oauth/tokens`,
            clientId: client.id,
            clientSecret: client.secret,
            scope: 'read write',
          }),
  })
}

/** What Zendesk allows at some places besides the account's limit, named as its headers are (developer site, Rate limits). */
const limited: readonly (readonly [method: string, path: RegExp, budget: Budget])[] = [
  [
    'GET',
    /^\/api\/v2\/incremental\//,
    { name: 'zendesk-ratelimit-incremental-exports', calls: 10, seconds: 60 },
  ],
  ['GET', /^\/api\/v2\/search\/export/, { name: 'zendesk-ratelimit-search-export', calls: 100, seconds: 60 }],
  [
    'GET',
    /^\/api\/v2\/deleted_tickets/,
    { name: 'zendesk-ratelimit-deleted-tickets', calls: 10, seconds: 60 },
  ],
  [
    'DELETE',
    /^\/api\/v2\/deleted_users\//,
    { name: 'zendesk-ratelimit-deleted-users', calls: 700, seconds: 600 },
  ],
  ['PUT', /^\/api\/v2\/tickets\/\d+$/, { name: 'zendesk-ratelimit-update-tickets', calls: 100, seconds: 60 }],
  ['PUT', /^\/api\/v2\/users\/\d+$/, { name: 'zendesk-ratelimit-update-users', calls: 1, seconds: 1 }],
]

function budgetsOf(method: string, path: string, { requestsPerMinute }: ZendeskConfig): Budget[] {
  if (path.startsWith('/api/v2/chat/')) return [{ name: 'chat', calls: 200, seconds: 60 }]
  const own = limited
    .filter(([verb, place]) => verb === method && place.test(path))
    .map(([, , budget]) => budget)
  return [{ name: 'ratelimit', calls: requestsPerMinute, seconds: 60 }, ...own]
}

function refused(status: 401 | 403, method: string, path: string): Failure {
  if (status === 401) return unauthorized('a token that holds: this one has ended or was withdrawn')
  if (path.startsWith('/api/v2/chat/')) {
    return unauthorized('live chat; where the account has none, set addOns.chat to false')
  }
  if (path.includes('/side_conversations')) {
    return unauthorized(
      'the add-on for side conversations; where there is none, set addOns.sideConversations to false',
    )
  }
  if (path.includes('redact')) {
    return unauthorized(
      'the scope write, and permission to redact: "Agents can delete tickets", or a custom role',
    )
  }
  return method === 'GET'
    ? unauthorized('the scope read, and the role admin')
    : unauthorized('the scope write, the role admin, and permission to delete users and tickets')
}
