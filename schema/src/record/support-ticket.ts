import { z } from 'zod'
import { defineRecordType, field, text } from '../record-type.ts'

const Attachment = z.object({
  /** Its key within the ticket, by which its bytes are read. */
  id: z.string().nullable(),
  fileName: z.string().nullable(),
  contentType: z.string().nullable(),
  bytes: z.number().int().nullable(),
})

/** What somebody said in a ticket. */
export const TicketComment = z.object({
  at: z.string().nullable(),
  author: z.string().nullable(),
  public: z.boolean().nullable(),
  body: z.string().nullable(),
  ipAddress: z.string().nullable(),
  attachments: z.array(Attachment),
})

/** A question to support, with all that was said in it. */
export const SupportTicket = defineRecordType({
  name: 'SupportTicket',
  category: 'communication',
  description: 'A question to support, with all that was said in it.',
  fields: {
    number: field('communication', text(), 'Number of the ticket.'),
    subject: field('communication', text(), 'Its subject.'),
    status: field('communication', text(), 'new, open, pending, solved or closed.'),
    createdAt: field('communication', text('date-time'), 'When it was made.'),
    updatedAt: field('communication', text('date-time'), 'When it last changed.'),
    tags: field('communication', z.array(z.string()), 'Labels.'),
    customFields: field(
      'communication',
      z.array(z.object({ key: z.string(), value: z.string().nullable() })),
      'Fields that the company added to its tickets.',
    ),
    rating: field(
      'communication',
      z.object({ score: z.string().nullable(), comment: z.string().nullable() }),
      'What the person thought of the answer.',
    ),
    comments: field(
      'communication',
      z.array(TicketComment),
      'What was said, oldest first; a comment with public: false is a note between colleagues.',
    ),
    sideConversations: field(
      'communication',
      z.array(
        z.object({
          at: z.string().nullable(),
          subject: z.string().nullable(),
          messages: z.array(
            z.object({
              at: z.string().nullable(),
              author: z.string().nullable(),
              body: z.string().nullable(),
            }),
          ),
        }),
      ),
      'What staff discussed about it with others, beside the ticket.',
    ),
  },
})
