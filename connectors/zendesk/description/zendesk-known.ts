import type { Known } from './known.ts'

const user = (...fields: readonly string[]): string[] =>
  fields.flatMap((field) => [`user.${field}`, `users[].${field}`])

/** Of the Support description of 2025-04-15. */
export const known: Known = {
  gaps: [
    {
      endpoint: 'GET /api/v2/oauth/tokens/current',
      source: 'developer site, OAuth Tokens',
      like: 'GET /api/v2/oauth/tokens/{}',
    },
    {
      endpoint: 'GET /api/v2/users/{}/organization_memberships',
      source: 'developer site, Organization Memberships',
      like: 'GET /api/v2/organization_memberships',
    },
    ...['requested', 'ccd', 'followed', 'assigned'].map((list) => ({
      endpoint: `GET /api/v2/users/{}/tickets/${list}`,
      source: 'developer site, Tickets',
      like: 'GET /api/v2/tickets',
    })),
    ...['', '/{}/events'].map((path) => ({
      endpoint: `GET /api/v2/tickets/{}/side_conversations${path}`,
      source: 'developer site, Side Conversations',
    })),
    ...['GET /api/v2/chat/search', 'GET /api/v2/chat/chats/{}', 'DELETE /api/v2/chat/chats/{}'].map(
      (endpoint) => ({ endpoint, source: 'developer site, Chat API' }),
    ),
  ],

  unlisted: [
    {
      at: ['meta'],
      source: 'developer site, Pagination',
      why: 'Lists that know cursors answer with it wherever page[size] is asked.',
    },
    {
      at: ['next_page'],
      endpoints: ['GET /api/v2/users/search', 'GET /api/v2/users/show_many'],
      source: 'developer site, Pagination; recordings of node-zendesk',
      why: 'Lists that know offsets answer with it.',
    },
    {
      at: ['users'],
      endpoints: ['GET /api/v2/tickets/{}/comments'],
      source: 'developer site, Side-Loading',
      why: 'The description has the parameter "include" and not what comes of it.',
    },
    {
      at: ['tickets[]', 'ticket'].flatMap((one) => [
        `${one}.satisfaction_rating.score`,
        `${one}.satisfaction_rating.comment`,
      ]),
      source: 'the description, in its examples',
      why: 'The rating is described as an object of anything.',
    },
    {
      at: ['comments[].metadata.system'],
      source: 'the description, in its examples',
      why: 'The metadata are described as an object of anything.',
    },
    {
      at: ['job_status.results.id', 'job_status.results.error'],
      source: 'the description, in the rows of a list',
      why: 'The connector reads a single result as it reads a row.',
    },
    {
      at: ['suspended_ticket'],
      source: 'public clients, which read this name',
      why: 'The description has a list; the connector takes either.',
    },
    {
      at: ['expires_in'],
      endpoints: ['POST /oauth/tokens'],
      source: 'developer site, OAuth; RFC 6749',
      why: 'Tokens of new clients end after half an hour; the description still has those that do not.',
    },
  ],

  differing: [
    {
      at: user('details', 'notes', 'last_login_at'),
      says: 'null',
      source: 'answers of live accounts in the tests of public clients',
      why: 'A user of whom nothing was written, and who has never signed in.',
    },
    {
      at: user('email'),
      says: 'null',
      source: 'seen on live accounts',
      why: 'A user without an address, or who was deleted for ever.',
    },
    {
      at: ['ticket.assignee_id', 'tickets[].assignee_id'],
      says: 'null',
      source: 'answers of live accounts in the tests of public clients',
      why: 'A ticket that is nobody’s.',
    },
    {
      at: ['suspended_tickets[].author.id'],
      says: 'null',
      source: 'the description, in its words',
      why: 'It is there where the sender is a user.',
    },
    {
      at: ['deleted_user.shared_phone_number'],
      says: 'boolean',
      source: 'the description, where it has a user',
      why: 'A user’s is a boolean: that a deleted one’s is a text is a slip.',
    },
    {
      at: ['tickets[].status'],
      endpoints: ['GET /api/v2/incremental/tickets/cursor'],
      says: '"deleted"',
      source: 'help article 4408845703194',
      why: 'What is left of a deleted ticket has that status.',
    },
  ],
}
