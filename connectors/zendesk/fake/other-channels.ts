import { noContent, notIncluded, ok, recordNotFound, type Answer, type Call, type Route } from './answer.ts'
import { byOffset, list } from './paging.ts'
import type { FakeChat } from './state.ts'
import { liveTicket } from './tickets.ts'
import type { World } from './world.ts'

/** Fourteen days, after which Zendesk deletes mail that was held back. */
const heldMs = 14 * 86_400_000

export function settleSuspended({ state, now }: World): void {
  const kept = state.suspendedTickets.filter(
    ({ created_at }) => now().getTime() - Date.parse(created_at) < heldMs,
  )
  if (kept.length < state.suspendedTickets.length) state.suspendedTickets.splice(0, Infinity, ...kept)
}

const shownChat = ({ messages, offline, visitor, ...chat }: FakeChat): object => ({
  ...chat,
  visitor: { id: '1.visitor', ...visitor },
  ...(offline
    ? { type: 'offline_msg', message: messages[0]?.msg ?? '' }
    : {
        type: 'chat',
        history: messages.map(({ name, msg }) => ({
          type: 'chat.msg',
          name,
          msg,
          timestamp: chat.timestamp,
        })),
      }),
})

/** The search looks for parts. */
function searchChats(world: World, call: Call): Answer {
  const wanted = /visitor_email:"?([^"]*)"?/.exec(call.query.get('q') ?? '')?.[1]?.toLowerCase() ?? ''
  const found = world.state.chats.filter(({ visitor }) => visitor.email.toLowerCase().includes(wanted))
  const [size, page] = [40, Number(call.query.get('page')) || 1]
  const results = found.slice((page - 1) * size, page * size).map(({ id, timestamp, visitor, messages }) => ({
    id,
    type: 'chat',
    timestamp,
    preview: `${visitor.name}: ${messages[0]?.msg ?? ''}`,
  }))
  const next = found.length > page * size ? `${call.origin}${call.path}?page=${page + 1}` : null
  return ok({ results, count: found.length, next_url: next, prev_url: null })
}

const withChat = (answer: Route['answer']): Route['answer'] => {
  return (world, call) => (world.addOns.chat ? answer(world, call) : notIncluded)
}

const besideOf = (answer: Route['answer']): Route['answer'] => {
  return (world, call) => {
    if (!world.addOns.sideConversations) return notIncluded
    return liveTicket(world, call.params['id']) === undefined ? recordNotFound : answer(world, call)
  }
}

/** What does not stand in tickets: held back mail, what staff discuss beside a ticket, and live chat. */
export const otherChannelRoutes: readonly Route[] = [
  {
    method: 'get',
    path: '/api/v2/suspended_tickets',
    admin: true,
    answer: (world, call) => list(world, call, 'suspended_tickets', world.state.suspendedTickets),
  },
  {
    method: 'get',
    path: '/api/v2/suspended_tickets/:id',
    admin: true,
    answer({ state }, { params }) {
      const mail = state.suspendedTickets.find(({ id }) => String(id) === params['id'])
      return mail === undefined ? recordNotFound : ok({ suspended_tickets: [mail] })
    },
  },
  {
    method: 'delete',
    path: '/api/v2/suspended_tickets/:id',
    admin: true,
    answer({ state, note }, { params }) {
      const at = state.suspendedTickets.findIndex(({ id }) => String(id) === params['id'])
      if (at < 0) return recordNotFound
      note('suspended ticket deleted', params['id'] ?? '')
      state.suspendedTickets.splice(at, 1)
      return noContent
    },
  },
  {
    method: 'get',
    path: '/api/v2/tickets/:id/side_conversations',
    answer: besideOf(({ state }, call) => {
      const found = state.sideConversations.filter(({ ticket_id }) => String(ticket_id) === call.params['id'])
      const shown = found.map(({ messages: _messages, ...rest }) => ({ ...rest, state: 'open' }))
      return byOffset(call, 'side_conversations', shown)
    }),
  },
  {
    method: 'get',
    path: '/api/v2/tickets/:id/side_conversations/:beside/events',
    answer: besideOf(({ state }, call) => {
      const one = state.sideConversations.find(({ id }) => id === call.params['beside'])
      if (one === undefined) return recordNotFound
      const { participants, created_at } = one
      const events = one.messages.map(({ from, body }, index) => ({
        id: `${one.id}-${index}`,
        side_conversation_id: one.id,
        type: index === 0 ? 'create' : 'reply',
        actor: from,
        message: { subject: one.subject, preview_text: body, from, to: participants, body },
        created_at,
      }))
      return byOffset(call, 'events', events)
    }),
  },
  { method: 'get', path: '/api/v2/chat/search', answer: withChat(searchChats) },
  {
    method: 'get',
    path: '/api/v2/chat/chats/:id',
    answer: withChat(({ state }, { params }) => {
      const chat = state.chats.find(({ id }) => id === params['id'])
      return chat === undefined ? recordNotFound : ok(shownChat(chat))
    }),
  },
  {
    method: 'delete',
    path: '/api/v2/chat/chats/:id',
    answer: withChat(({ state, note }, { params }) => {
      const at = state.chats.findIndex(({ id }) => id === params['id'])
      if (at < 0) return recordNotFound
      note('chat deleted', params['id'] ?? '')
      state.chats.splice(at, 1)
      return noContent
    }),
  },
  {
    method: 'get',
    path: '/api/v2/account/settings',
    answer: ({ addOns }) =>
      ok({
        settings: {
          agents: { agent_workspace: addOns.agentWorkspace },
          chat: { available: addOns.chat, enabled: addOns.chat },
          side_conversations: {
            email_channel: addOns.sideConversations,
            slack_channel: false,
            tickets_channel: false,
          },
        },
      }),
  },
]
