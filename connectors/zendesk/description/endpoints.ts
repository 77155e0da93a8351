import { z } from 'zod'
import {
  AccountSettings,
  Chat,
  ChatSearch,
  CommentPage,
  CompliancePage,
  DeletedTickets,
  IdentityPage,
  Job,
  Me,
  MembershipPage,
  OneSuspendedTicket,
  OneTicket,
  OneToken,
  OneUser,
  Organizations,
  Related,
  SideConversationEventPage,
  SideConversationPage,
  SuspendedTicketPage,
  TicketExport,
  TicketPage,
  Tickets,
  TicketSearch,
  UserExport,
  UserSearch,
} from '../src/answers.ts'
import { nameless } from './description.ts'

/** A call that the connector makes. `stories.ts` has how the fake is brought to answer it. */
export type Endpoint = {
  readonly method: 'get' | 'post' | 'put' | 'delete'
  /** `{}` stands for one segment. */
  readonly path: string
  /** What the connector reads of the answer; null: nothing. */
  readonly reads: z.ZodType | null
}

const get = (path: string, reads: z.ZodType): Endpoint => ({ method: 'get', path, reads })
const change = (
  method: 'post' | 'put' | 'delete',
  path: string,
  reads: z.ZodType | null = null,
): Endpoint => ({
  method,
  path,
  reads,
})

/** As the HTTP kit reads it. */
const Token = z.object({ access_token: z.string(), expires_in: z.number().nullish() })

export const endpoints: readonly Endpoint[] = [
  get('/api/v2/users/me', Me),
  get('/api/v2/oauth/tokens/current', OneToken),
  get('/api/v2/account/settings', AccountSettings),
  change('post', '/oauth/tokens', Token),

  get('/api/v2/users/search', UserSearch),
  get('/api/v2/users/show_many', UserSearch),
  get('/api/v2/incremental/users/cursor', UserExport),
  get('/api/v2/users/{}', OneUser),
  get('/api/v2/users/{}/identities', IdentityPage),
  get('/api/v2/users/{}/related', Related),
  get('/api/v2/users/{}/organization_memberships', MembershipPage),
  get('/api/v2/organizations/show_many', Organizations),
  get('/api/v2/users/{}/compliance_deletion_statuses', CompliancePage),
  change('put', '/api/v2/users/{}'),
  change('delete', '/api/v2/users/{}'),
  change('delete', '/api/v2/deleted_users/{}'),
  change('post', '/api/v2/users/{}/identities'),
  change('put', '/api/v2/users/{}/identities/{}/make_primary'),
  change('delete', '/api/v2/users/{}/identities/{}'),

  ...['requested', 'ccd', 'followed', 'assigned'].map((list) =>
    get(`/api/v2/users/{}/tickets/${list}`, TicketPage),
  ),
  get('/api/v2/search/export', TicketSearch),
  get('/api/v2/tickets/show_many', Tickets),
  get('/api/v2/tickets/{}', OneTicket),
  get('/api/v2/tickets/{}/comments', CommentPage),
  get('/api/v2/tickets/{}/side_conversations', SideConversationPage),
  get('/api/v2/tickets/{}/side_conversations/{}/events', SideConversationEventPage),
  change('put', '/api/v2/tickets/{}'),
  change('put', '/api/v2/comment_redactions/{}'),
  change('put', '/api/v2/tickets/{}/comments/{}/redact'),
  change('put', '/api/v2/tickets/{}/comments/{}/attachments/{}/redact'),
  change('delete', '/api/v2/tickets/destroy_many', Job),
  get('/api/v2/deleted_tickets', DeletedTickets),
  get('/api/v2/incremental/tickets/cursor', TicketExport),
  change('delete', '/api/v2/deleted_tickets/destroy_many', Job),
  get('/api/v2/job_statuses/{}', Job),

  get('/api/v2/suspended_tickets', SuspendedTicketPage),
  get('/api/v2/suspended_tickets/{}', OneSuspendedTicket),
  change('delete', '/api/v2/suspended_tickets/{}'),
  get('/api/v2/chat/search', ChatSearch),
  get('/api/v2/chat/chats/{}', Chat),
  change('delete', '/api/v2/chat/chats/{}'),
]

export const nameOf = ({ method, path }: Pick<Endpoint, 'method' | 'path'>): string =>
  `${method.toUpperCase()} ${nameless(path)}`

/** The endpoint of a call; of several that fit, the one with the fewest parameters. */
export function endpointOf<Row extends Pick<Endpoint, 'method' | 'path'>>(
  method: string,
  path: string,
  rows: readonly Row[],
): Row | undefined {
  const parameters = (row: Row): number => nameless(row.path).split('{}').length
  return rows
    .filter((row) => row.method === method.toLowerCase() && fits(nameless(row.path), path))
    .toSorted((a, b) => parameters(a) - parameters(b))[0]
}

function fits(template: string, path: string): boolean {
  const [wanted, given] = [template.split('/'), path.split('/')]
  return (
    wanted.length === given.length && wanted.every((segment, at) => segment === '{}' || segment === given[at])
  )
}
