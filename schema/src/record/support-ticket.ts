import { z } from 'zod'
import { defineRecordType, field, text } from '../record-type.ts'

const Attachment = z.object({
  fileName: z.string().nullable(),
  contentType: z.string().nullable(),
  bytes: z.number().int().nullable(),
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
    comments: field(
      'communication',
      z.array(
        z.object({
          at: z.string().nullable(),
          author: z.string().nullable(),
          public: z.boolean().nullable(),
          body: z.string().nullable(),
          ipAddress: z.string().nullable(),
          attachments: z.array(Attachment),
        }),
      ),
      'What was said, oldest first; a comment with public: false is a note between colleagues.',
    ),
  },
})
