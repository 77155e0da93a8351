import { htmlOf } from './comment-html.ts'
import type { Soil } from './plant.ts'
import type { SeedAttachment, SeedComment, SeedSideConversation, SeedTicket } from './seed.ts'
import type { FakeAttachment, FakeComment, FakeTicket, Participant } from './state.ts'

/** Where the content of an attachment is asked for, below the account's origin. */
export const contentPath = ({ id }: Pick<FakeAttachment, 'id'>): string => `/attachments/token/t${id}/`

export function plantTicket(soil: Soil, requester_id: number, seed: SeedTicket): FakeTicket {
  const { state, now } = soil
  const created_at = seed.createdAt ?? now.toISOString()
  const comments = (seed.comments ?? []).map((comment, index) =>
    plantComment(soil, requester_id, comment, index === 0 ? (seed.attachments ?? []) : [], created_at),
  )
  const ticket: FakeTicket = {
    id: ++state.lastTicketId,
    requester_id,
    assignee_id: seed.assignee === undefined ? null : idOf(soil, seed.assignee),
    email_cc_ids: (seed.ccs ?? []).map((address) => idOf(soil, address)),
    follower_ids: (seed.followers ?? []).map((address) => idOf(soil, address)),
    subject: seed.subject,
    status: seed.status ?? (seed.archived === true ? 'closed' : 'open'),
    tags: [...(seed.tags ?? [])],
    custom_fields: (seed.customFields ?? []).map((field) => ({ ...field })),
    satisfaction_rating: seed.rating === undefined ? null : { ...seed.rating },
    comments,
    stage: 'live',
    deleted_at: null,
    archived: seed.archived === true,
    undeletable: seed.undeletable ?? false,
    created_at,
    updated_at: seed.comments?.at(-1)?.createdAt ?? created_at,
  }
  state.tickets.push(ticket)
  state.unindexed.push({ kind: 'ticket', id: ticket.id, since: created_at })
  for (const beside of seed.sideConversations ?? []) plantBeside(soil, ticket.id, beside, created_at)
  return ticket
}

function plantComment(
  soil: Soil,
  requester: number,
  seed: SeedComment,
  more: readonly SeedAttachment[],
  created_at: string,
): FakeComment {
  const { state, agent, origin } = soil
  const attachments = [...(seed.attachments ?? []), ...more].map((one) => attachmentOf(state, one))
  const images = attachments.filter(({ inline }) => inline)
  const shown = images.map((image) => `<img src="${origin}${contentPath(image)}">`).join('')
  const html = seed.htmlBody ?? htmlOf(seed.body)
  return {
    id: ++state.lastId,
    author_id: seed.byAgent === true ? agent : seed.by === undefined ? requester : idOf(soil, seed.by),
    html_body: shown === '' ? html : html.replace(/<\/div>$/, `${shown}</div>`),
    public: seed.public ?? true,
    attachments,
    metadata: { system: seed.ip === undefined ? {} : { ip_address: seed.ip, client: 'Mozilla/5.0' } },
    created_at: seed.createdAt ?? created_at,
  }
}

function attachmentOf(state: Soil['state'], seed: SeedAttachment): FakeAttachment {
  const text = seed.text ?? seed.fileName
  return {
    id: ++state.lastId,
    file_name: seed.fileName,
    content_type: seed.contentType ?? 'application/octet-stream',
    size: seed.bytes ?? Buffer.byteLength(text),
    text,
    inline: seed.inline === true,
  }
}

function plantBeside(soil: Soil, ticket_id: number, seed: SeedSideConversation, created_at: string): void {
  const { state, agent } = soil
  const support: Participant = { user_id: agent, name: 'Support' }
  const participantOf = (address: string): Participant => {
    const user = state.users.find(({ email }) => email === address)
    return user === undefined
      ? { email: address }
      : { user_id: user.id, name: user.name, email: user.email ?? address }
  }
  state.sideConversations.push({
    id: `side-${++state.lastId}`,
    ticket_id,
    subject: seed.subject,
    participants: [support, ...seed.with.map(participantOf)],
    messages: seed.messages.map(({ body, from }) => ({
      from: from === undefined ? support : participantOf(from),
      body,
    })),
    created_at,
  })
}

function idOf({ state }: Soil, address: string): number {
  const user = state.users.find(({ email }) => email === address)
  if (user === undefined)
    throw new Error('a seeded ticket names an address that no seeded user has as its first')
  return user.id
}
