import { failureOf, FailureError, permanent, unauthorized } from '@rechtop/connector'
import type { Comment, Ticket } from './answers.ts'
import type { Api } from './api.ts'
import { markedHtml } from './marked-html.ts'
import { isRedacted, mentionsIn } from './mention.ts'

/**
 * Redacts a comment, or what in it matches, with its attachments when all goes. The way of the Agent Workspace works on
 * closed and archived tickets too; where the account has none, the older calls do it as long as a ticket is open.
 * Zendesk's answer proves nothing, and a refusal may only mean that the comment has changed: whoever calls reads the
 * ticket again, and comes back with `any`.
 */
export async function redactComment(
  api: Api,
  ticket: Ticket,
  comment: Comment,
  what: 'all' | readonly RegExp[],
  way: 'workspace' | 'any',
): Promise<void> {
  const files = what === 'all' ? (comment.attachments ?? []).filter((file) => !isRedacted(file)) : []
  const html = comment.html_body ?? comment.body ?? ''
  const html_body = markedHtml(html, what)
  if (html_body === null && files.length === 0) return
  const external_attachment_urls = files
    .filter(({ inline }) => inline !== true)
    .flatMap(({ content_url }) => content_url ?? [])
  const answer = await tolerant(
    api.write('PUT', `/api/v2/comment_redactions/${comment.id}`, {
      ticket_id: Number(ticket.id),
      html_body: html_body ?? html,
      external_attachment_urls,
    }),
  )
  if (answer === 'missing') return
  const isClosed = ticket.status === 'closed'
  // a second look that still finds files: not every kind of them goes by its address
  if (answer === 'accepted')
    return way === 'any' && what === 'all' && !isClosed ? redactFiles(api, ticket, comment) : undefined
  if (answer === 'refused' && way === 'workspace') return
  if (isClosed) {
    throw new FailureError(
      answer === 'refused'
        ? permanent('Zendesk refused to redact a comment of a closed ticket')
        : unauthorized(
            'the Agent Workspace and permission to redact: without it closed tickets cannot be redacted',
          ),
    )
  }
  await redactTheOldWay(api, ticket, comment, what)
}

/** Whether a write was refused for want of a permission; other failures are thrown. */
async function tolerant<Written>(write: Promise<Written>): Promise<Written | 'not allowed'> {
  return write.catch((error: unknown) => {
    if (failureOf(error).code !== 'auth') throw error
    return 'not allowed' as const
  })
}

async function redactTheOldWay(
  api: Api,
  ticket: Ticket,
  comment: Comment,
  what: 'all' | readonly RegExp[],
): Promise<void> {
  const path = `/api/v2/tickets/${ticket.id}/comments/${comment.id}`
  const body = comment.body ?? ''
  const texts = what === 'all' ? body.split('\n').map((line) => line.trim()) : mentionsIn(body, what)
  const readable = [...new Set(texts.filter((each) => /[^\s▇]/.test(each)))]
  // the longest first: one can be a part of another, and then is not found any more. Whether it is gone shows later
  for (const text of readable.toSorted((a, b) => b.length - a.length)) {
    await api.write('PUT', `${path}/redact`, { text })
  }
  if (what === 'all') await redactFiles(api, ticket, comment)
}

async function redactFiles(api: Api, ticket: Ticket, comment: Comment): Promise<void> {
  const path = `/api/v2/tickets/${ticket.id}/comments/${comment.id}/attachments`
  for (const file of comment.attachments ?? []) {
    if (!isRedacted(file)) await api.write('PUT', `${path}/${file.id}/redact`, {})
  }
}
