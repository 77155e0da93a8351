import { defineHolding } from '@rechtop/connector'
import { SupportTicket } from '@rechtop/schema'
import { ZendeskChat } from './chat.ts'
import { ZendeskSharedTicket } from './shared-ticket.ts'
import { ZendeskSuspendedTicket } from './suspended-ticket.ts'
import { ZendeskUser } from './user-record.ts'

const forgetting = 'Zendesk help article 4408845703194, Forgetting a user in Zendesk'
const deletionPolicy = 'Zendesk Service Data Deletion Policy, help article 4408883628954'
const answering = [
  { purpose: 'Answering questions to support', basis: 'contract', fields: 'all', keep: 'until-asked' },
] as const

const tickets = defineHolding({
  type: SupportTicket,
  grain: 'record',
  role: 'controller',
  purposes: answering,
  onErase: 'erase',
  residue: [
    {
      what: 'Number, channel and times of a deleted ticket, and the number of the user who asked',
      citation: forgetting,
    },
    { what: 'Scores of satisfaction ratings, without their text', citation: forgetting },
    {
      what: 'Side conversations of a deleted ticket, of which Zendesk does not say what becomes of them',
      citation: forgetting,
    },
  ],
})

const sharedTickets = defineHolding({
  type: ZendeskSharedTicket,
  grain: 'record',
  role: 'controller',
  purposes: answering,
  // the ticket is somebody else's too
  onErase: 'reduce',
  residue: [
    {
      what: 'The IP address and program from which a redacted comment was sent, and what a ticket’s history says of earlier subjects, labels and copies',
      citation:
        'Zendesk API reference, Ticket Comments and Ticket Audits: there is no call that changes these',
    },
    {
      what: 'Subject, labels and custom fields of a closed ticket of others',
      citation: 'Zendesk API reference, Tickets: a closed ticket cannot be changed',
    },
    {
      what: 'What others wrote of the person in other words than address, number or full name, or where neither their address nor their number stands; and what support answered in tickets of others',
      citation: 'Nothing tells it from what is about somebody else',
    },
  ],
})

const suspendedTickets = defineHolding({
  type: ZendeskSuspendedTicket,
  grain: 'record',
  role: 'controller',
  purposes: answering,
  onErase: 'erase',
})

const chats = defineHolding({
  type: ZendeskChat,
  grain: 'record',
  role: 'controller',
  purposes: answering,
  onErase: 'erase',
})

/** What goes before the user whose it is. */
export const beforeUsers = ['tickets', 'sharedTickets', 'suspendedTickets', 'chats'] as const

const users = defineHolding({
  type: ZendeskUser,
  grain: 'record',
  role: 'controller',
  purposes: [
    { purpose: 'Recognising who asks support', basis: 'contract', fields: 'all', keep: 'until-asked' },
  ],
  onErase: 'erase',
  // name and addresses are what leads to the rest
  after: beforeUsers,
  residue: [
    { what: 'A nameless user ("Permanently Deleted User") with its number and times', citation: forgetting },
    { what: 'Log files of Zendesk, for a year', citation: deletionPolicy },
  ],
})

export const holdings = { tickets, sharedTickets, suspendedTickets, chats, users } as const
export type ZendeskHoldings = typeof holdings
