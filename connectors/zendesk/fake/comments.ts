import { z } from 'zod'
import {
  notIncluded,
  ok,
  recordInvalid,
  recordNotFound,
  type Answer,
  type Call,
  type Route,
} from './answer.ts'
import { blocks, escaped, redacted, textOf } from './comment-html.ts'
import { list } from './paging.ts'
import { contentPath } from './plant-ticket.ts'
import type { FakeAttachment, FakeComment, FakeTicket } from './state.ts'
import { liveTicket } from './tickets.ts'
import { shownUser } from './users.ts'
import type { World } from './world.ts'

const shownAttachment = (attachment: FakeAttachment, { origin }: Call): object => {
  const { text: _content, ...shown } = attachment
  return {
    ...shown,
    content_url: `${origin}${contentPath(attachment)}?name=${encodeURIComponent(attachment.file_name)}`,
    deleted: false,
  }
}

/** Links in it lead to where the caller believes the service to be. */
function shownComment(
  world: World,
  comment: FakeComment,
  call: Call,
  inline = true,
): { readonly id: number; readonly [field: string]: unknown } {
  const { html_body, attachments, ...rest } = comment
  const text = textOf(html_body)
  return {
    ...rest,
    type: 'Comment',
    body: text,
    plain_body: text,
    html_body: html_body.replaceAll(world.origin, call.origin),
    attachments: attachments
      .filter((attachment) => inline || !attachment.inline)
      .map((attachment) => shownAttachment(attachment, call)),
    via: { channel: 'web' },
  }
}

function empty(world: World, attachment: FakeAttachment): void {
  if (attachment.file_name === 'redacted.txt' && attachment.size === 0) return
  Object.assign(attachment, { file_name: 'redacted.txt', content_type: 'text/plain', size: 0, text: '' })
  world.note('attachment redacted', attachment.id)
}

function rewrite(world: World, ticket: FakeTicket, comment: FakeComment, html: string): void {
  if (html === comment.html_body) return
  comment.html_body = html
  world.reindex('ticket', ticket.id)
  world.note('comment redacted', comment.id)
}

const Redaction = z.object({
  ticket_id: z.int(),
  html_body: z.string().optional(),
  external_attachment_urls: z.array(z.string()).optional(),
})

/** The way of the Agent Workspace, which works on closed and archived tickets too. */
function redactInWorkspace(world: World, call: Call): Answer {
  if (!world.addOns.agentWorkspace) return notIncluded
  const asked = Redaction.safeParse(call.body).data
  if (asked === undefined) return recordInvalid('The redaction is not of the documented form')
  const ticket = liveTicket(world, String(asked.ticket_id))
  const comment = ticket?.comments.find(({ id }) => String(id) === call.params['id'])
  if (ticket === undefined || comment === undefined) return recordNotFound
  const given = asked.html_body?.replaceAll(call.origin, world.origin) ?? comment.html_body
  const result = redacted(comment.html_body, given)
  if (result === null) return recordInvalid('Only marks may be put into the text', 'html_body')
  const gone = [...result.images, ...(asked.external_attachment_urls ?? [])]
  for (const attachment of comment.attachments) {
    if (gone.some((url) => url.includes(contentPath(attachment)))) empty(world, attachment)
  }
  rewrite(world, ticket, comment, result.html)
  return ok({ comment: shownComment(world, comment, call) })
}

/** The older ways: one text, or one file, of a ticket that is not closed. */
function ofComment(
  act: (world: World, ticket: FakeTicket, comment: FakeComment, call: Call) => Answer,
): (world: World, call: Call) => Answer {
  return (world, call) => {
    const ticket = liveTicket(world, call.params['id'])
    const comment = ticket?.comments.find(({ id }) => String(id) === call.params['comment'])
    if (ticket === undefined || comment === undefined) return recordNotFound
    if (ticket.status === 'closed') return recordInvalid('closed prevents ticket update', 'status')
    return act(world, ticket, comment, call)
  }
}

function redactText(world: World, ticket: FakeTicket, comment: FakeComment, call: Call): Answer {
  const text = z.object({ text: z.string().min(1) }).safeParse(call.body).data?.text
  const wanted = escaped(text ?? '')
  if (wanted === '' || !comment.html_body.includes(wanted))
    return recordInvalid('The text is not in it', 'text')
  rewrite(world, ticket, comment, comment.html_body.replaceAll(wanted, blocks(wanted)))
  return ok({ comment: shownComment(world, comment, call) })
}

function redactFile(world: World, _ticket: FakeTicket, comment: FakeComment, call: Call): Answer {
  const attachment = comment.attachments.find(({ id }) => String(id) === call.params['attachment'])
  if (attachment === undefined) return recordNotFound
  const before = shownAttachment(attachment, call)
  empty(world, attachment)
  return ok({ attachment: before }) // seen on live accounts: the answer still has the old name
}

export const commentRoutes: readonly Route[] = [
  {
    method: 'get',
    path: '/api/v2/tickets/:id/comments',
    answer(world, call) {
      const ticket = liveTicket(world, call.params['id'])
      if (ticket === undefined) return recordNotFound
      const authors = new Set(ticket.comments.map((comment) => comment.author_id))
      const users = world.state.users.filter((user) => authors.has(user.id)).map(shownUser)
      const sideload = call.query.get('include') === 'users' ? { users } : {}
      const inline = call.query.get('include_inline_images') === 'true'
      const comments = ticket.comments.map((comment) => shownComment(world, comment, call, inline))
      return list(world, call, 'comments', comments, sideload)
    },
  },
  { method: 'put', path: '/api/v2/comment_redactions/:id', answer: redactInWorkspace },
  { method: 'put', path: '/api/v2/tickets/:id/comments/:comment/redact', answer: ofComment(redactText) },
  {
    method: 'put',
    path: '/api/v2/tickets/:id/comments/:comment/attachments/:attachment/redact',
    answer: ofComment(redactFile),
  },
]
