import {
  failureOf,
  misconfigured,
  unauthorized,
  unusable,
  type Failure,
  type Problem,
} from '@rechtop/connector'
import type { z } from 'zod'
import {
  AccountSettings,
  DeletedTickets,
  IdentityPage,
  Me,
  OneToken,
  SuspendedTicketPage,
  UserExport,
} from './answers.ts'
import { createApi, type ZendeskContext } from './api.ts'
import { chatsWith } from './chat.ts'

/** What the account or the token lacks for what is declared here. */
export async function problemsWith(context: ZendeskContext): Promise<Problem[]> {
  try {
    const missing = await missingFor(context)
    if (missing !== null) return [unusable(missing)]
    return [...(await unreadable(context)), ...(await unlike(context))]
  } catch (error) {
    context.signal.throwIfAborted()
    return [unusable(failureOf(error))]
  }
}

/** Wrong credentials get a 200 here, with an anonymous user. */
async function missingFor(context: ZendeskContext): Promise<Failure | null> {
  const { client, signal, now, pace } = context
  const { status, body } = await client.request('GET', '/api/v2/users/me', { signal, now, pace })
  if (status === 404) return misconfigured('subdomain')
  const me = Me.safeParse(body).data?.user
  if (!me?.id) return unauthorized('a token that holds: Zendesk took this one for a visitor’s')
  if (me.role !== 'admin') return unauthorized('the role admin, which permanent deletion asks for')
  await createApi(context).read(`/api/v2/users/${me.id}/identities`, IdentityPage, { 'page[size]': 1 })
  const token = await createApi(context)
    .read('/api/v2/oauth/tokens/current', OneToken)
    .catch(() => null)
  const scopes = token?.token.scopes
  // a token made by hand tells no scopes: then the first erasure will
  if (!scopes || scopes.includes('write')) return null
  if (scopes.includes('users:write') && scopes.includes('tickets:write')) return null
  return unauthorized('the scope write, without which nothing can be erased')
}

/** Lists that a role or a plan can close. */
async function unreadable(context: ZendeskContext): Promise<Problem[]> {
  const api = createApi(context)
  const now = Math.floor(context.now().getTime() / 1000) - 120
  const lists: readonly (readonly [
    at: string,
    path: string,
    schema: z.ZodType,
    query: Record<string, number>,
  ])[] = [
    ['suspended tickets', '/api/v2/suspended_tickets', SuspendedTicketPage, { 'page[size]': 1 }],
    ['deleted tickets', '/api/v2/deleted_tickets', DeletedTickets, { per_page: 1 }],
    ['incremental export of users', '/api/v2/incremental/users/cursor', UserExport, { start_time: now }],
  ]
  const problems: Problem[] = []
  for (const [at, path, schema, query] of lists) {
    try {
      await api.read(path, schema, query)
    } catch (error) {
      const failure = failureOf(error)
      if (failure.code !== 'auth') throw error
      problems.push({ failure, at, mend: 'Give the account of this token permission to read it.' })
    }
  }
  return problems
}

/** Where the configuration says another thing than the account does. */
async function unlike(context: ZendeskContext): Promise<Problem[]> {
  const api = createApi(context)
  const { addOns } = context.config
  const settings = (await api.read('/api/v2/account/settings', AccountSettings))?.settings
  const beside = Object.values(settings?.side_conversations ?? {}).some((on) => on === true)
  const problems: Problem[] = []
  const say = (at: string, mend: string, failure: Failure | null = null): void =>
    void problems.push({ at, mend, failure })
  if (beside && !addOns.sideConversations) {
    say(
      'side conversations',
      'The account uses them: set addOns.sideConversations to true, or they are not told.',
    )
  }
  if (!beside && addOns.sideConversations) {
    say('side conversations', 'The account has none: set addOns.sideConversations to false.')
  }
  if (settings?.chat?.enabled === true && !addOns.chat) {
    say('live chat', 'The account uses it: set addOns.chat to true, or chats are neither told nor erased.')
  }
  if (settings?.agents?.agent_workspace === false) {
    say('redaction', 'Switch the Agent Workspace on: without it closed tickets of others cannot be redacted.')
  }
  if (addOns.chat) await requireChat(api, say)
  return problems
}

async function requireChat(
  api: ReturnType<typeof createApi>,
  say: (at: string, mend: string, failure: Failure) => void,
): Promise<void> {
  try {
    await chatsWith(api, ['nobody@rechtop.invalid'])
  } catch (error) {
    const failure = failureOf(error)
    if (failure.code !== 'auth') throw error
    say('live chat', 'Get live chat for the account, or set addOns.chat to false.', failure)
  }
}
