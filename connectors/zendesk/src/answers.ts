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
export const Related = z.object({ user_related: z.object({ requested_tickets: z.int() }) })

/** Cursor pages. Their links are not read: only `has_more` says whether there is more. */
const meta = z.object({ has_more: z.boolean(), after_cursor: Text })
export type CursorPage = { readonly meta: z.infer<typeof meta> }

export const Identity = z.object({ type: z.string(), value: Text, verified: Flag, primary: Flag })
export type Identity = z.infer<typeof Identity>
export const IdentityPage = z.object({ identities: z.array(Identity), meta })

export const Ticket = z.object({
  id: Id,
  requester_id: Id.nullish(),
  subject: Text,
  status: Text,
  tags: z.array(z.string()).nullish(),
  created_at: Text,
  updated_at: Text,
})
export type Ticket = z.infer<typeof Ticket>
export const Tickets = z.object({ tickets: z.array(Ticket) })
export const TicketPage = z.object({ tickets: z.array(Ticket), meta })
export const DeletedTickets = z.object({ deleted_tickets: z.array(z.object({ id: Id })), next_page: Text })

export const Comment = z.object({
  author_id: Id.nullish(),
  body: Text,
  public: Flag,
  created_at: Text,
  metadata: z.object({ system: z.object({ ip_address: Text }).nullish() }).nullish(),
  attachments: z.array(z.object({ file_name: Text, content_type: Text, size: z.int().nullish() })).nullish(),
})
export type Comment = z.infer<typeof Comment>
export const CommentPage = z.object({
  comments: z.array(Comment),
  users: z.array(z.object({ id: Id, role: Text })).nullish(),
  meta,
})

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
export const ErrorBody = z.object({ error: z.string() })
