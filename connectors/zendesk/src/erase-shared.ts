import { permanent, type Outcome } from '@rechtop/connector'
import type { Ticket } from './answers.ts'
import type { Api } from './api.ts'
import { mentionsIn, namesOf } from './mention.ts'
import { readPerson, type Person } from './person.ts'
import { redactComment } from './redact.ts'
import { namedIn, readShared, ticketsAmong, type Shared, type SharedTicket } from './shared-ticket.ts'
import { readComments, type Said } from './ticket-record.ts'

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
  const strange = refs.filter((ref) => !/^\d+$/.test(ref))
  if (strange.length > 0) return { status: 'stale', refs: strange }
  const person = await readPerson(api, userId)
  const alone: string[] = []
  const left: string[] = []
  let count = 0
  for (const ticket of await ticketsAmong(api, refs)) {
    const shared = await readShared(api, ticket, person)
    if (shared === null) {
      if (ticket.requester_id === userId && person.user !== null) alone.push(ticket.id)
      continue
    }
    const full = Object.entries(shared.data).filter(([, value]) => value !== null && value.length > 0)
    if (!full.every(([field]) => fields.includes(field))) {
      return {
        status: 'unsupported',
        why: 'What a ticket says of a person goes as a whole, not field by field.',
      }
    }
    await takeOut(api, ticket, person, shared, 'workspace')
    // somebody else may have redacted it meanwhile: then Zendesk refuses what was read before
    const isDone =
      (await isOut(api, ticket.id, person, shared)) || (await takeOutAnew(api, ticket.id, person, shared))
    if (isDone) count++
    else left.push(ticket.id)
  }
  // nobody else is in it any more: that is another decision
  if (alone.length > 0) return { status: 'stale', refs: alone }
  if (left.length === 0) return { status: 'done', count }
  const failure = permanent('a ticket was redacted, and what had to go can still be read: redact it by hand')
  return { status: 'failed', failure, done: count, refs: left }
}

/** Once more, from what stands there now, and in the older way where the newer one is refused or does too little. */
async function takeOutAnew(api: Api, ticketId: string, person: Person, { names }: Shared): Promise<boolean> {
  const [ticket] = await ticketsAmong(api, [ticketId])
  const shared = ticket === undefined ? null : await readShared(api, ticket, person, readComments, names)
  if (ticket === undefined || shared === null) return true
  await takeOut(api, ticket, person, shared, 'any')
  return isOut(api, ticketId, person, shared)
}

/**
 * What only counts as theirs because of the rest goes first, and what shows that the ticket is about them goes last: so
 * that nothing is passed over when this ends in between and is begun anew.
 */
async function takeOut(
  api: Api,
  ticket: Ticket,
  person: Person,
  { own, said, names, data }: Shared,
  way: 'workspace' | 'any',
): Promise<void> {
  const change = (ticketChange: Readonly<Record<string, unknown>>): Promise<string> | null =>
    // a closed ticket can't be changed any more; what that leaves is said as residue
    ticket.status === 'closed' || Object.keys(ticketChange).length === 0
      ? null
      : api.write('PUT', `/api/v2/tickets/${ticket.id}`, { ticket: ticketChange })
  const isSubjectLeft = (await change(subjectOf(ticket, data, names))) === 'refused'
  const { sure } = namesOf(person)
  const weight = (one: Said): number =>
    own.includes(one) ? 2 : namedIn(one.comment, sure).length > 0 ? 1 : 0
  for (const one of said.toSorted((a, b) => weight(a) - weight(b))) {
    await redactComment(api, ticket, one.comment, own.includes(one) ? 'all' : names, way)
  }
  const { status: closing, ...links } = linksOf(person, data)
  // what is closed can't be changed any more
  await change(isSubjectLeft || closing === undefined ? links : { ...links, status: closing })
}

function subjectOf(
  { subject }: Ticket,
  { part }: SharedTicket,
  names: readonly RegExp[],
): Readonly<Record<string, unknown>> {
  if (part?.includes('asked') && /[\p{L}\p{N}]/u.test(subject ?? ''))
    return { subject: blocks(subject ?? '') }
  return mentionsIn(subject, names).length > 0 ? { subject: withoutNames(subject ?? '', names) } : {}
}

function linksOf({ userId }: Person, { part }: SharedTicket): Readonly<Record<string, unknown>> {
  const out = [{ user_id: Number(userId), action: 'delete' }]
  return {
    ...(part?.includes('in copy') && { email_ccs: out }),
    ...(part?.includes('follows') && { followers: out }),
    ...(part?.includes('assigned') && { assignee_id: null }),
    ...(part?.includes('asked') && { status: 'closed' }),
  }
}

/** As Zendesk shows what it redacts. */
const blocks = (text: string): string => text.replaceAll(/\S/gu, '▇')

function withoutNames(text: string, names: readonly RegExp[]): string {
  return names.reduce((rest, name) => rest.replaceAll(name, blocks), text)
}

async function isOut(api: Api, ticketId: string, person: Person, { names }: Shared): Promise<boolean> {
  const [ticket] = await ticketsAmong(api, [ticketId])
  if (ticket === undefined) return true
  const now = await readShared(api, ticket, person, readComments, names)
  if (now === null) return true
  const { part, mentions, subject } = now.data
  const closed = ticket.status === 'closed'
  // of a closed ticket only the comments can change: its subject, its copies and who asked stay until the user goes
  const named = (mentions ?? []).length - (closed ? mentionsIn(ticket.subject, now.names).length : 0)
  const linked = (part ?? []).filter((one) => ['in copy', 'follows', 'assigned'].includes(one))
  const saysSubject = !closed && /[\p{L}\p{N}]/u.test(subject ?? '')
  return now.own.length === 0 && named === 0 && !saysSubject && (closed || linked.length === 0)
}
