import {
  blocked,
  failureOf,
  inErasureOrder,
  type ErasureLine,
  type ErasureOrder,
  type Outcome,
} from '@rechtop/connector'
import { createApi, type Api, type ZendeskContext } from './api.ts'
import { eraseChats, eraseSuspended } from './erase-mail.ts'
import { eraseShared } from './erase-shared.ts'
import { eraseTickets } from './erase-tickets.ts'
import { eraseUser } from './erase-user.ts'
import { beforeUsers, holdings, type ZendeskHoldings } from './holdings.ts'
import type { ZendeskLocator } from './locator.ts'
import { isStaff } from './person.ts'

/** In the order that `after` asks for: Zendesk keeps a user who has open tickets. */
export async function eraseOrder(
  { locator, lines }: ErasureOrder<ZendeskHoldings, ZendeskLocator>,
  context: ZendeskContext,
): Promise<Outcome[]> {
  if (lines.length === 0) return []
  const api = createApi(context)
  const isColleague = await attempt(context, async () => 'userId' in locator && isStaff(api, locator.userId))
  if (typeof isColleague !== 'boolean') return lines.map(() => isColleague)
  // has become a colleague since: what they wrote is support's
  if (isColleague) return lines.map(({ select: { refs } }) => ({ status: 'stale', refs }))
  const outcomes: Outcome[] = []
  const undone: string[] = []
  for (const holding of inErasureOrder(holdings)) {
    for (const [index, line] of lines.entries()) {
      if (line.holding !== holding) continue
      const isOwn = 'userId' in locator && line.select.refs.every((ref) => ref === locator.userId)
      const blocker =
        holding === 'users' && isOwn ? beforeUsers.find((one) => undone.includes(one)) : undefined
      const outcome: Outcome =
        blocker === undefined
          ? await attempt(context, () => eraseLine(line, locator, api, context))
          : { status: 'failed', failure: blocked(blocker), done: 0 }
      outcomes[index] = outcome
      if (outcome.status !== 'done') undone.push(holding)
    }
  }
  return outcomes
}

/** What the work answers, or how it failed. */
export async function attempt<Answer>(
  context: ZendeskContext,
  work: () => Promise<Answer>,
): Promise<Answer | Extract<Outcome, { readonly status: 'failed' }>> {
  try {
    return await work()
  } catch (error) {
    context.signal.throwIfAborted()
    return { status: 'failed', failure: failureOf(error), done: 0 }
  }
}

async function eraseLine(
  line: ErasureLine<ZendeskHoldings>,
  locator: ZendeskLocator,
  api: Api,
  context: ZendeskContext,
): Promise<Outcome> {
  const { holding, select, token } = line
  const { refs } = select
  if (refs.length === 0) return { status: 'done', count: 0 }
  if (holding === 'sharedTickets') {
    if (line.action === 'erase') return { status: 'unsupported', why: 'The ticket is somebody else’s too.' }
    if (!('userId' in locator)) return { status: 'stale', refs }
    return eraseShared(api, locator.userId, refs, line.fields)
  }
  if (line.action === 'reduce') return { status: 'unsupported', why: 'Zendesk deletes this as a whole.' }
  if (holding === 'suspendedTickets') return eraseSuspended(api, locator, refs)
  if (holding === 'chats') return eraseChats(api, locator, refs)
  if (!('userId' in locator)) return { status: 'stale', refs }
  const { userId } = locator
  if (holding === 'tickets') return eraseTickets(api, userId, refs, token, context.now())
  const others = refs.filter((ref) => ref !== userId)
  if (others.length > 0) return { status: 'stale', refs: others }
  return eraseUser(api, userId, token, context.now())
}
