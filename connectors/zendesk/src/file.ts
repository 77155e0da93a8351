import { FailureError, permanent, type FileOrder } from '@rechtop/connector'
import { createApi, type ZendeskContext } from './api.ts'
import type { ZendeskLocator } from './locator.ts'
import { ticketsAmong } from './shared-ticket.ts'
import { attachmentsOf, othersWroteIn, readComments } from './ticket-record.ts'

const notTheirs = new FailureError(permanent('Zendesk has no such file of this person'))

/**
 * An attachment of a ticket that the person asked, or of a comment that they wrote. Its address lets in whoever has
 * it, so it is looked up each time and given to nobody.
 */
export async function* readAttachment(
  { locator, holding, ref, file }: FileOrder<ZendeskLocator>,
  context: ZendeskContext,
): AsyncGenerator<Uint8Array> {
  if (!('userId' in locator) || !/^\d+$/.test(ref)) throw notTheirs
  const { userId } = locator
  const api = createApi(context)
  const [ticket] = await ticketsAmong(api, [ref])
  if (ticket === undefined) throw notTheirs
  const said = await readComments(api, ref, userId)
  const whole = holding === 'tickets' && ticket.requester_id === userId && !othersWroteIn(said)
  const theirs = whole ? said : said.filter(({ comment }) => comment.author_id === userId)
  const address = attachmentsOf(theirs).find(({ id }) => id === file)?.content_url
  if (!address) throw notTheirs
  const { client, signal, now, pace } = context
  yield* client.file(address, { signal, now, pace })
}
