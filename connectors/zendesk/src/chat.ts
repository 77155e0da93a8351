import { defineRecordType, field, text, type DataOf } from '@rechtop/connector'
import { pages } from '@rechtop/connector/http'
import { z } from 'zod'
import { Chat, ChatSearch } from './answers.ts'
import type { Api } from './api.ts'
import { emailOf } from './lookup.ts'

/** A conversation in Zendesk's live chat. */
export const ZendeskChat = defineRecordType({
  name: 'ZendeskChat',
  category: 'communication',
  description: 'A conversation in the live chat of Zendesk.',
  fields: {
    at: field('communication', text('date-time'), 'When it began.'),
    name: field('name', text(), 'What the visitor called themselves.'),
    email: field('email', text('email'), 'Their e-mail address.'),
    phone: field('phone', text(), 'Their phone number.'),
    notes: field('communication', text(), 'What staff noted about the visitor.'),
    ipAddress: field('ipAddress', text(), 'From where they wrote.'),
    place: field('ipAddress', text(), 'Where that address seemed to be.'),
    messages: field(
      'communication',
      z.array(z.object({ at: z.string().nullable(), author: z.string(), text: z.string().nullable() })),
      'What was said, oldest first.',
    ),
  },
})

/** The chats of a visitor with one of these addresses. The search looks for parts: only equal ones count. */
export async function chatsWith(api: Api, addresses: readonly string[]): Promise<Chat[]> {
  const chats = new Map<string, Chat>()
  for (const address of addresses) {
    const q = `visitor_email:"${address.replaceAll('"', '')}"`
    const found = pages({
      from: 1,
      read: (page) => api.read('/api/v2/chat/search', ChatSearch, { q, page }),
      next: ({ next_url }, page) => (next_url ? page + 1 : null),
    })
    for await (const { page } of found) {
      for (const { id } of page.results) {
        const chat = await readChat(api, id)
        if (chat !== null && emailOf(chat.visitor?.email) === address) chats.set(id, chat)
      }
    }
  }
  return [...chats.values()].toSorted((a, b) => (a.id < b.id ? -1 : 1))
}

export function readChat(api: Api, id: string): Promise<Chat | null> {
  return api.read(chatPath(id), Chat)
}

export const chatPath = (id: string): string => `/api/v2/chat/chats/${encodeURIComponent(id)}`

export function toChatRecord({
  timestamp,
  visitor,
  session,
  history,
  message,
}: Chat): DataOf<{ type: typeof ZendeskChat }> {
  const place = [session?.city, session?.country_code].filter(Boolean).join(', ')
  return {
    at: timestamp ?? null,
    name: visitor?.name ?? null,
    email: visitor?.email ?? null,
    phone: visitor?.phone ?? null,
    notes: visitor?.notes ?? null,
    ipAddress: session?.ip ?? null,
    place: place === '' ? null : place,
    messages: message
      ? [{ at: timestamp ?? null, author: 'visitor', text: message }]
      : spoken(history, visitor?.name),
  }
}

function spoken(
  history: Chat['history'],
  visitor: string | null | undefined,
): { at: string | null; author: string; text: string | null }[] {
  return (history ?? [])
    .filter(({ type }) => type === 'chat.msg')
    .map(({ name, msg, timestamp: at }) => ({
      at: at ?? null,
      // a part, not a name: who answered is a person too
      author: name === visitor ? 'visitor' : 'support',
      text: msg ?? null,
    }))
}
