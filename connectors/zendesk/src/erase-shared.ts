import { permanent, type Outcome } from '@rechtop/connector'
import type { Ticket } from './answers.ts'
import type { Api } from './api.ts'
import { mentionsIn, namesOf } from './mention.ts'
import { readPerson, type Person } from './person.ts'
import { redactComment } from './redact.ts'
import { readShared, ticketsAmong, ZendeskSharedTicket, type SharedTicket } from './shared-ticket.ts'

/**
 * Takes a person out of tickets that are also somebody else's: what they wrote and where they are named is redacted,
 * they leave the copies and followers, and what they asked themselves is closed, since Zendesk keeps whoever asks in a
 * ticket that is not. Each ticket is read before, and read again afterwards: what the answers say is not believed.
 */
export async function eraseShared(
  api: Api,
  userId: string,
  refs: readonly string[],
  fields: readonly string[],
): Promise<Outcome> {
  if (!ZendeskSharedTicket.fields.every((field) => fields.includes(field))) {
    return {
      status: 'unsupported',
      why: 'What a ticket says of a person goes as a whole, not field by field.',
    }
  }
  const strange = refs.filter((ref) => !/^\d+$/.test(ref))
  if (strange.length > 0) return { status: 'stale', refs: strange }
  const person = await readPerson(api, userId)
  const tickets = await ticketsAmong(api, refs)
  const alone: string[] = []
  const left: string[] = []
  let count = 0
  for (const ticket of tickets) {
    const shared = await readShared(api, ticket, person)
    if (shared === null) {
      if (ticket.requester_id === userId && person.user !== null) alone.push(ticket.id)
      continue
    }
    await takeOut(api, ticket, person, shared, 'workspace')
    // somebody else may have redacted it meanwhile: then Zendesk refuses what was read before
    const isDone = (await isOut(api, ticket.id, person)) || (await takeOutAnew(api, ticket.id, person))
    if (isDone) count++
    else left.push(ticket.id)
  }
  // nobody else is in it any more: that is another decision
  if (alone.length > 0) return { status: 'stale', refs: alone }
  if (left.length === 0) return { status: 'done', count }
  const failure = permanent('Zendesk said that it redacted a ticket, and what had to go can still be read')
  return { status: 'failed', failure, done: count, refs: left }
}

type Shared = NonNullable<Awaited<ReturnType<typeof readShared>>>

/** Once more, from what stands there now, and in the older way where the newer one is refused. */
async function takeOutAnew(api: Api, ticketId: string, person: Person): Promise<boolean> {
  const [ticket] = await ticketsAmong(api, [ticketId])
  const shared = ticket === undefined ? null : await readShared(api, ticket, person)
  if (ticket === undefined || shared === null) return true
  await takeOut(api, ticket, person, shared, 'any')
  return isOut(api, ticketId, person)
}

async function takeOut(
  api: Api,
  ticket: Ticket,
  person: Person,
  { own, said, data }: Shared,
  way: 'workspace' | 'any',
): Promise<void> {
  const names = namesOf(person)
  for (const one of said) {
    const { comment } = one
    if (own.includes(one)) await redactComment(api, ticket, comment, 'all', way)
    else if (mentionsIn(comment.body, names).length > 0) await redactComment(api, ticket, comment, names, way)
  }
  const change = changeOf(ticket, person, data, names)
  // a closed ticket can't be changed any more; what that leaves is said as residue
  if (ticket.status === 'closed' || Object.keys(change).length === 0) return
  await api.write('PUT', `/api/v2/tickets/${ticket.id}`, { ticket: change })
}

function changeOf(
  { subject }: Ticket,
  { userId }: Person,
  { part }: SharedTicket,
  names: readonly RegExp[],
): Readonly<Record<string, unknown>> {
  const asked = part?.includes('asked') === true
  const isNamed = mentionsIn(subject, names).length > 0
  const out = [{ user_id: Number(userId), action: 'delete' }]
  return {
    ...((asked || isNamed) && {
      subject: asked ? blocks(subject ?? '') : withoutNames(subject ?? '', names),
    }),
    ...(part?.includes('in copy') && { email_ccs: out }),
    ...(part?.includes('follows') && { followers: out }),
    ...(part?.includes('assigned') && { assignee_id: null }),
    ...(asked && { status: 'closed' }),
  }
}

/** As Zendesk shows what it redacts. */
const blocks = (text: string): string => text.replaceAll(/\S/gu, '▇')

function withoutNames(text: string, names: readonly RegExp[]): string {
  return names.reduce((rest, name) => rest.replaceAll(name, blocks), text)
}

async function isOut(api: Api, ticketId: string, person: Person): Promise<boolean> {
  const [ticket] = await ticketsAmong(api, [ticketId])
  if (ticket === undefined) return true
  const now = await readShared(api, ticket, person)
  if (now === null) return true
  const { part, mentions, subject } = now.data
  const closed = ticket.status === 'closed'
  // of a closed ticket only the comments can change: its subject, its copies and who asked stay until the user goes
  const named = (mentions ?? []).length - (closed ? mentionsIn(ticket.subject, namesOf(person)).length : 0)
  const linked = (part ?? []).filter((one) => ['in copy', 'follows', 'assigned'].includes(one))
  const saysSubject = !closed && /[\p{L}\p{N}]/u.test(subject ?? '')
  return now.own.length === 0 && named === 0 && !saysSubject && (closed || linked.length === 0)
}
