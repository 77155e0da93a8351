import type { DataOf } from '@rechtop/connector'
import type { SupportTicket } from '@rechtop/schema'
import { CommentPage, type Comment, type Ticket } from './answers.ts'
import type { Api } from './api.ts'

type Author = 'requester' | 'support' | 'somebody else' | 'Zendesk'

/** A ticket with its comments. `shared`: somebody else than the requester and the company's staff wrote in it. */
export async function readTicket(
  api: Api,
  ticket: Ticket,
  userId: string,
): Promise<{ readonly data: DataOf<{ type: typeof SupportTicket }>; readonly shared: boolean }> {
  const said: { comment: Comment; author: Author }[] = []
  const query = { include: 'users' }
  for await (const { page } of api.pages(`/api/v2/tickets/${ticket.id}/comments`, CommentPage, { query })) {
    const roles = new Map(page.users?.map(({ id, role }) => [id, role]))
    for (const comment of page.comments) said.push({ comment, author: authorOf(comment, userId, roles) })
  }
  return {
    shared: said.some(({ author }) => author === 'somebody else'),
    data: {
      number: ticket.id,
      subject: ticket.subject ?? null,
      status: ticket.status ?? null,
      createdAt: ticket.created_at ?? null,
      updatedAt: ticket.updated_at ?? null,
      tags: ticket.tags ?? [],
      comments: said.map(({ comment, author }) => ({
        at: comment.created_at ?? null,
        author,
        public: comment.public ?? null,
        body: comment.body ?? null,
        ipAddress: comment.metadata?.system?.ip_address ?? null,
        attachments: (comment.attachments ?? []).map((attachment) => ({
          fileName: attachment.file_name ?? null,
          contentType: attachment.content_type ?? null,
          bytes: attachment.size ?? null,
        })),
      })),
    },
  }
}

/** A part, not a name: colleagues and other customers are persons too. An author of unknown role may be one of them. */
function authorOf(
  comment: Comment,
  userId: string,
  roles: ReadonlyMap<string, string | null | undefined>,
): Author {
  const id = comment.author_id ?? '-1'
  if (id === userId) return 'requester'
  if (id === '-1') return 'Zendesk'
  const role = roles.get(id)
  return role === 'agent' || role === 'admin' ? 'support' : 'somebody else'
}
