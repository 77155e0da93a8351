import { defineRecordType, field, text, type DataOf } from '@rechtop/connector'
import type { SuspendedTicket } from './answers.ts'

/** Mail that never became a ticket: Zendesk held it back. */
export const ZendeskSuspendedTicket = defineRecordType({
  name: 'ZendeskSuspendedTicket',
  category: 'communication',
  description:
    'Mail to support that Zendesk held back as spam, or because it did not know what to do with it.',
  fields: {
    name: field('name', text(), 'What the sender called themselves.'),
    email: field('email', text('email'), 'From which address it came.'),
    subject: field('communication', text(), 'Its subject.'),
    content: field('communication', text(), 'What it said.'),
    recipient: field('communication', text(), 'To which address of the company it went.'),
    cause: field('communication', text(), 'Why it was held back.'),
    createdAt: field('communication', text('date-time'), 'When it came.'),
  },
})

export function toSuspendedRecord(mail: SuspendedTicket): DataOf<{ type: typeof ZendeskSuspendedTicket }> {
  return {
    name: mail.author?.name ?? null,
    email: mail.author?.email ?? null,
    subject: mail.subject ?? null,
    content: mail.content ?? null,
    recipient: mail.recipient ?? null,
    cause: mail.cause ?? null,
    createdAt: mail.created_at ?? null,
  }
}
