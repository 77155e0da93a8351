import { permanent, type Outcome } from '@rechtop/connector'
import { OneSuspendedTicket } from './answers.ts'
import type { Api } from './api.ts'
import { chatPath, readChat } from './chat.ts'
import type { ZendeskLocator } from './locator.ts'
import { emailOf } from './lookup.ts'
import { addressesOf } from './person.ts'

const suspendedPath = (id: string): string => `/api/v2/suspended_tickets/${encodeURIComponent(id)}`

/** Deletes mail that was held back. */
export function eraseSuspended(api: Api, locator: ZendeskLocator, refs: readonly string[]): Promise<Outcome> {
  return eraseEach(api, locator, refs, /^\d+$/, suspendedPath, async (id) => {
    const shown = await api.read(suspendedPath(id), OneSuspendedTicket)
    const mail = shown?.find((one) => one.id === id)
    return mail === undefined ? null : emailOf(mail.author?.email)
  })
}

/** Deletes chats, which deleting a user leaves where they are. */
export function eraseChats(api: Api, locator: ZendeskLocator, refs: readonly string[]): Promise<Outcome> {
  return eraseEach(api, locator, refs, /^[\w.-]+$/, chatPath, async (id) => {
    const chat = await readChat(api, id)
    return chat === null ? null : emailOf(chat.visitor?.email)
  })
}

/** One by one, each only when the address that it came from is the person's, and read again afterwards. */
async function eraseEach(
  api: Api,
  locator: ZendeskLocator,
  refs: readonly string[],
  form: RegExp,
  pathOf: (id: string) => string,
  senderOf: (id: string) => Promise<string | null>,
): Promise<Outcome> {
  const strange = refs.filter((ref) => !form.test(ref))
  if (strange.length > 0) return { status: 'stale', refs: strange }
  const addresses = await addressesOf(api, locator)
  const stale: string[] = []
  const left: string[] = []
  let count = 0
  for (const id of refs) {
    const sender = await senderOf(id)
    if (sender === null) continue
    if (!addresses.includes(sender)) {
      stale.push(id)
      continue
    }
    await api.write('DELETE', pathOf(id))
    if ((await senderOf(id)) === null) count++
    else left.push(id)
  }
  if (stale.length > 0) return { status: 'stale', refs: stale }
  if (left.length === 0) return { status: 'done', count }
  const failure = permanent('Zendesk said that it deleted something, and it is still there')
  return { status: 'failed', failure, done: count, refs: left }
}
