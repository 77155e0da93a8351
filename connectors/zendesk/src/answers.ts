import { z } from 'zod'

/**
 * The parts of Zendesk's answers that this connector uses, named as Zendesk names them (Support OpenAPI of
 * 2025-04-15). Lenient: unknown fields are dropped and nearly all may be missing. Ids become strings, because they
 * can exceed 32 bits.
 */
const Id = z.union([z.int().transform(String), z.string()])
const Text = z.string().nullish()
const Flag = z.boolean().nullish()

export const User = z.object({
  id: Id,
  role: Text,
  active: Flag,
  name: Text,
  email: Text,
  phone: Text,
  shared_phone_number: Flag,
  external_id: Text,
  time_zone: Text,
  locale: Text,
  details: Text,
  notes: Text,
  tags: z.array(z.string()).nullish(),
  user_fields: z.record(z.string(), z.unknown()).nullish(),
  suspended: Flag,
  created_at: Text,
  last_login_at: Text,
})
export type User = z.infer<typeof User>
export const OneUser = z.object({ user: User })
export const Me = z.object({ user: z.object({ id: Id.nullish(), role: Text }) })
/** Offset pages: the only kind that user search has. */
export const UserSearch = z.object({ users: z.array(User), next_page: Text })
/** An incremental export, which sees what the search does not know yet. */
export const UserExport = z.object({ users: z.array(User), after_cursor: Text, end_of_stream: z.boolean() })
export const Related = z.object({
  user_related: z.object({ requested_tickets: z.int(), ccd_tickets: z.int(), assigned_tickets: z.int() }),
})

/** Cursor pages. Their links are not read: only `has_more` says whether there is more. */
const meta = z.object({ has_more: z.boolean(), after_cursor: Text })
export type CursorPage = { readonly meta: z.infer<typeof meta> }
/** Offset pages. Their links are not followed: only that there is one says that there is more. */
export type OffsetPage = { readonly next_page?: string | null | undefined }

export const Identity = z.object({
  id: Id,
  type: z.string(),
  value: Text,
  verified: Flag,
  primary: Flag,
  updated_at: Text,
  created_at: Text,
})
export type Identity = z.infer<typeof Identity>
export const IdentityPage = z.object({ identities: z.array(Identity), meta })
export const OneIdentity = z.object({ identity: Identity })
export const MembershipPage = z.object({
  organization_memberships: z.array(z.object({ organization_id: Id })),
  meta,
})
export const Organizations = z.object({ organizations: z.array(z.object({ name: Text })) })

export const Ticket = z.object({
  id: Id,
  requester_id: Id.nullish(),
  assignee_id: Id.nullish(),
  email_cc_ids: z.array(Id).nullish(),
  collaborator_ids: z.array(Id).nullish(),
  follower_ids: z.array(Id).nullish(),
  subject: Text,
  status: Text,
  tags: z.array(z.string()).nullish(),
  custom_fields: z.array(z.object({ id: Id, value: z.unknown().optional() })).nullish(),
  satisfaction_rating: z.object({ score: Text, comment: Text }).nullish(),
  created_at: Text,
  updated_at: Text,
})
export type Ticket = z.infer<typeof Ticket>
export const OneTicket = z.object({ ticket: Ticket })
/** An incremental export, in which deleted tickets still stand with who asked. */
export const TicketExport = z.object({
  tickets: z.array(z.object({ id: Id, requester_id: Id.nullish(), subject: Text })),
  after_cursor: Text,
  end_of_stream: z.boolean(),
})
export const Tickets = z.object({ tickets: z.array(Ticket) })
export const TicketPage = z.object({ tickets: z.array(Ticket), meta })
export const TicketSearch = z.object({ results: z.array(z.object({ id: Id })), meta })
export const DeletedTickets = z.object({
  deleted_tickets: z.array(z.object({ id: Id, deleted_at: Text })),
  next_page: Text,
})

const Attachment = z.object({
  id: Id,
  file_name: Text,
  content_type: Text,
  content_url: Text,
  size: z.int().nullish(),
  inline: Flag,
})
export type Attachment = z.infer<typeof Attachment>
export const Comment = z.object({
  id: Id,
  author_id: Id.nullish(),
  body: Text,
  html_body: Text,
  public: Flag,
  created_at: Text,
  metadata: z.object({ system: z.object({ ip_address: Text }).nullish() }).nullish(),
  attachments: z.array(Attachment).nullish(),
})
export type Comment = z.infer<typeof Comment>
export const CommentPage = z.object({
  comments: z.array(Comment),
  users: z.array(z.object({ id: Id, role: Text })).nullish(),
  meta,
})

export const SideConversation = z.object({ id: z.string(), subject: Text, state: Text, created_at: Text })
export const SideConversationPage = z.object({
  side_conversations: z.array(SideConversation),
  next_page: Text,
})
export const SideConversationEventPage = z.object({
  events: z.array(
    z.object({
      created_at: Text,
      message: z.object({ body: Text, from: z.object({ user_id: Id.nullish() }).nullish() }).nullish(),
    }),
  ),
  next_page: Text,
})

export const SuspendedTicket = z.object({
  id: Id,
  author: z.object({ name: Text, email: Text }).nullish(),
  subject: Text,
  content: Text,
  recipient: Text,
  cause: Text,
  created_at: Text,
})
export type SuspendedTicket = z.infer<typeof SuspendedTicket>
export const SuspendedTicketPage = z.object({ suspended_tickets: z.array(SuspendedTicket), meta })
/** One is shown as a list, as an object under that name, or in the singular: the sources differ. */
export const OneSuspendedTicket = z.union([
  z.object({ suspended_tickets: z.array(SuspendedTicket) }).transform((shown) => shown.suspended_tickets),
  z.object({ suspended_tickets: SuspendedTicket }).transform((shown) => [shown.suspended_tickets]),
  z.object({ suspended_ticket: SuspendedTicket }).transform((shown) => [shown.suspended_ticket]),
])

export const Chat = z.object({
  id: z.string(),
  timestamp: Text,
  /** In place of a history, where nobody was there to answer. */
  message: Text,
  visitor: z.object({ name: Text, email: Text, phone: Text, notes: Text }).nullish(),
  session: z.object({ ip: Text, city: Text, country_code: Text }).nullish(),
  history: z.array(z.object({ type: Text, name: Text, msg: Text, timestamp: Text })).nullish(),
})
export type Chat = z.infer<typeof Chat>
export const ChatSearch = z.object({ results: z.array(z.object({ id: z.string() })), next_url: Text })

const JobRow = z.object({ id: Id.nullish(), success: Flag, error: Text })
export const Job = z.object({
  job_status: z.object({
    id: z.string(),
    status: z.string(),
    /** An object where there was one row, an array where there were several (seen on live accounts). */
    results: z.union([z.array(JobRow), JobRow]).nullish(),
  }),
})

export const CompliancePage = z.object({
  compliance_deletion_statuses: z.array(z.object({ action: z.string(), application: Text })),
  meta,
})
export const AccountSettings = z.object({
  settings: z.object({
    agents: z.object({ agent_workspace: Flag }).nullish(),
    chat: z.object({ enabled: Flag }).nullish(),
    side_conversations: z
      .object({ email_channel: Flag, slack_channel: Flag, tickets_channel: Flag })
      .nullish(),
  }),
})
export const OneToken = z.object({ token: z.object({ scopes: z.array(z.string()).nullish() }) })
export const ErrorBody = z.object({ error: z.string() })
