import { blocked, permanent, transient, type Outcome } from '@rechtop/connector'
import type { Json } from '@rechtop/schema'
import { z } from 'zod'
import { CompliancePage, OneUser, TicketPage } from './answers.ts'
import type { Api } from './api.ts'
import { emailOf, suspendedTickets } from './lookup.ts'
import { readPerson } from './person.ts'
import { othersWroteIn, readComments } from './ticket-record.ts'
import { isForgotten } from './user-record.ts'

/** How often we looked already: it only spaces the next looks. */
const Token = z.object({ looks: z.int().nonnegative() })

/**
 * Deletes a user in Zendesk's two stages (help article 4408845703194), the second of which is carried out later by
 * every product. Every call looks how far it is before it does anything.
 */
export async function eraseUser(
  api: Api,
  userId: string,
  given: Json | undefined,
  now: Date,
): Promise<Outcome> {
  const looks = Token.safeParse(given).data?.looks ?? 0
  const user = (await api.read(`/api/v2/users/${userId}`, OneUser))?.user
  if (user === undefined) return { status: 'done', count: looks > 0 ? 1 : 0 }
  const before = await progressOf(api, userId)
  if (user.active !== false || before === 'not asked') {
    const blocker = await leftBy(api, userId)
    if (blocker !== null) return { status: 'failed', failure: blocked(blocker), done: 0 }
    const isLive = user.active !== false
    if (isLive && (await api.write('DELETE', `/api/v2/users/${userId}`)) === 'refused') {
      return { status: 'failed', failure: permanent(undeletable), done: 0 }
    }
  }

  const progress = user.active !== false ? await progressOf(api, userId) : before
  if (progress === 'not asked' && !isForgotten(user)) {
    const answer = await api.write('DELETE', `/api/v2/deleted_users/${userId}`)
    if (answer === 'missing') return { status: 'failed', failure: transient, done: 0 }
    if (answer === 'refused') {
      return { status: 'failed', failure: permanent('Zendesk refused to delete the user for ever'), done: 0 }
    }
  } else if (progress !== 'under way' && isForgotten(user)) {
    return { status: 'done', count: looks > 0 ? 1 : 0 }
  }
  const wait = Math.min(2 ** (looks + 1), 300) * 1000
  return { status: 'pending', checkAfter: new Date(now.getTime() + wait), token: { looks: looks + 1 } }
}

const undeletable =
  'Zendesk refused to delete the user: it keeps the owner of the account, and users who came with a shared ticket'

/** What nobody ordered to go, because it came after the plan: once the user is gone, nothing leads to it any more. */
async function leftBy(
  api: Api,
  userId: string,
): Promise<'a ticket that is not closed' | 'tickets' | 'suspendedTickets' | null> {
  for await (const { page } of api.list(`/api/v2/users/${userId}/tickets/requested`, TicketPage)) {
    for (const { id, status } of page.tickets) {
      if (status !== 'closed') return 'a ticket that is not closed'
      if (!othersWroteIn(await readComments(api, id, userId))) return 'tickets'
    }
  }
  const { addresses } = await readPerson(api, userId)
  const isHeldBack = (await suspendedTickets(api)).some(({ author }) =>
    addresses.includes(emailOf(author?.email)),
  )
  return isHeldBack ? 'suspendedTickets' : null
}

/**
 * `complete`: products have begun, and each that began has ended. A live user without a request has no statuses
 * either: their absence alone proves nothing.
 */
async function progressOf(api: Api, userId: string): Promise<'not asked' | 'under way' | 'complete'> {
  const open = new Map<string, number>()
  let asked = false
  const path = `/api/v2/users/${userId}/compliance_deletion_statuses`
  for await (const { page } of api.list(path, CompliancePage)) {
    for (const { action, application } of page.compliance_deletion_statuses) {
      asked = true
      const name = application ?? ''
      if (action === 'started') open.set(name, (open.get(name) ?? 0) + 1)
      if (action === 'complete') open.set(name, (open.get(name) ?? 0) - 1)
    }
  }
  if (!asked) return 'not asked'
  return open.size > 0 && [...open.values()].every((count) => count <= 0) ? 'complete' : 'under way'
}
