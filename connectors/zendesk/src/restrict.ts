import { permanent, type Outcome, type Restriction } from '@rechtop/connector'
import { OneUser } from './answers.ts'
import type { Api } from './api.ts'
import type { ZendeskLocator } from './locator.ts'
import { isForgotten } from './user-record.ts'

/** Nobody is locked out of their work by a request about customers. */
export const colleague = 'This user works in this Zendesk.'

/**
 * Suspends a user: they can't sign in, their mail is held back, and nothing is sent to them. It is the way that Zendesk
 * names for honouring an objection. Tickets that are there are not frozen.
 */
export async function restrictOne(
  api: Api,
  { locator, restricted }: Restriction<ZendeskLocator>,
): Promise<Outcome> {
  if (!('userId' in locator)) {
    return {
      status: 'unsupported',
      why: 'Zendesk knows no user with this address, and has nobody to suspend.',
    }
  }
  const { userId } = locator
  const user = (await api.read(`/api/v2/users/${userId}`, OneUser))?.user
  if (user === undefined || isForgotten(user)) return { status: 'done', count: 0 }
  if (user.role !== 'end-user') return { status: 'unsupported', why: colleague }
  if ((user.suspended === true) === restricted) return { status: 'done', count: 0 }
  const answer = await api.write('PUT', `/api/v2/users/${userId}`, { user: { suspended: restricted } })
  if (answer === 'accepted') return { status: 'done', count: 1 }
  return { status: 'failed', failure: permanent('Zendesk refused to suspend the user'), done: 0 }
}
