import type { DataOf, FileReference } from '@rechtop/connector'
import type { SupportTicket, TicketComment } from '@rechtop/schema'
import type { z } from 'zod'
import {
  CommentPage,
  SideConversationEventPage,
  SideConversationPage,
  UserSearch,
  type Attachment,
  type Comment,
  type Ticket,
} from './answers.ts'
import { rowsOf, type Api } from './api.ts'
import { asText } from './user-record.ts'

type Author = 'requester' | 'support' | 'somebody else' | 'Zendesk'
export type Said = { readonly comment: Comment; readonly author: Author }
type Told = DataOf<{ type: typeof SupportTicket }>

/** Everything that was said in a ticket, oldest first. */
export async function readComments(api: Api, ticketId: string, userId: string): Promise<Said[]> {
  const comments: Comment[] = []
  const staff = new Set(api.formerStaff)
  const query = { include: 'users', include_inline_images: 'true' }
  for await (const { page } of api.list(`/api/v2/tickets/${ticketId}/comments`, CommentPage, { query })) {
    comments.push(...page.comments)
    for (const { id, role } of page.users ?? []) if (role === 'agent' || role === 'admin') staff.add(id)
  }
  return comments.map((comment) => ({ comment, author: authorOf(comment, userId, staff) }))
}

/** A part, not a name: colleagues and other customers are persons too. An author of unknown role may be one of them. */
function authorOf(comment: Comment, userId: string, staff: ReadonlySet<string>): Author {
  const id = comment.author_id ?? '-1'
  if (id === userId) return 'requester'
  if (id === '-1') return 'Zendesk'
  return staff.has(id) ? 'support' : 'somebody else'
}

/** Somebody else than the requester and the company's staff wrote in it: then it is theirs too. */
export function othersWroteIn(said: readonly Said[]): boolean {
  return said.some(({ author }) => author === 'somebody else')
}

export function toTicketRecord(
  ticket: Ticket,
  said: readonly Said[],
  sideConversations: Told['sideConversations'],
): Told {
  const { satisfaction_rating: rating } = ticket
  const isRated = rating?.comment || (rating?.score && !['offered', 'unoffered'].includes(rating.score))
  return {
    number: ticket.id,
    subject: ticket.subject ?? null,
    status: ticket.status ?? null,
    createdAt: ticket.created_at ?? null,
    updatedAt: ticket.updated_at ?? null,
    tags: ticket.tags ?? [],
    customFields: (ticket.custom_fields ?? [])
      .filter(({ value }) => value !== null && value !== undefined && value !== '')
      .map(({ id, value }) => ({ key: id, value: asText(value) })),
    rating: isRated ? { score: rating?.score ?? null, comment: rating?.comment ?? null } : null,
    comments: said.map(toCommentRecord),
    sideConversations,
  }
}

export function toCommentRecord({ comment, author }: Said): z.infer<typeof TicketComment> {
  return {
    at: comment.created_at ?? null,
    author,
    public: comment.public ?? null,
    body: comment.body ?? null,
    ipAddress: comment.metadata?.system?.ip_address ?? null,
    attachments: (comment.attachments ?? []).map(({ id, file_name, content_type, size }) => ({
      id,
      fileName: file_name ?? null,
      contentType: content_type ?? null,
      bytes: size ?? null,
    })),
  }
}

export function filesOf(said: readonly Said[]): FileReference[] {
  return attachmentsOf(said).map(({ id, file_name, content_type, size }) => ({
    id,
    fileName: file_name ?? null,
    contentType: content_type ?? null,
    bytes: size ?? null,
  }))
}

export const attachmentsOf = (said: readonly Said[]): Attachment[] =>
  said.flatMap(({ comment }) => comment.attachments ?? [])

/** What staff discussed beside the ticket, where the account has the add-on. */
export async function readSideConversations(
  api: Api,
  ticketId: string,
  userId: string,
): Promise<Told['sideConversations']> {
  const path = `/api/v2/tickets/${ticketId}/side_conversations`
  const conversations = await rowsOf(
    api.offsets(path, SideConversationPage),
    ({ side_conversations }) => side_conversations,
  )
  const told = await Promise.all(
    conversations.map(async (conversation) => ({
      ...conversation,
      events: await rowsOf(
        api.offsets(`${path}/${encodeURIComponent(conversation.id)}/events`, SideConversationEventPage),
        (page) => page.events,
      ),
    })),
  )
  const writers = told.flatMap(({ events }) => events.flatMap(({ message }) => message?.from?.user_id ?? []))
  const staff = await staffAmong(
    api,
    [...new Set(writers)].filter((id) => id !== userId),
  )
  return told.map(({ subject, created_at, events }) => {
    return {
      at: created_at ?? null,
      subject: subject ?? null,
      messages: events.flatMap(({ created_at: at, message }) => {
        if (!message) return []
        const from = message.from?.user_id ?? ''
        const author = from === userId ? 'requester' : staff.has(from) ? 'support' : 'somebody else'
        // what others wrote is theirs
        return [{ at: at ?? null, author, body: author === 'somebody else' ? null : (message.body ?? null) }]
      }),
    }
  })
}

/** Those who work here, or did. */
async function staffAmong(api: Api, ids: readonly string[]): Promise<ReadonlySet<string>> {
  const staff = new Set(api.formerStaff)
  for (let at = 0; at < ids.length; at += 100) {
    const shown = await api.read('/api/v2/users/show_many', UserSearch, {
      ids: ids.slice(at, at + 100).join(','),
    })
    for (const { id, role } of shown?.users ?? []) if (role === 'agent' || role === 'admin') staff.add(id)
  }
  return staff
}
