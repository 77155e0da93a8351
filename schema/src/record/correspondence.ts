import { defineRecordType, field, text } from '../record-type.ts'

/** Free correspondence and remarks about a person. */
export const Correspondence = defineRecordType({
  name: 'Correspondence',
  category: 'communication',
  description: 'Free correspondence with a person, and remarks about them.',
  fields: {
    at: field('communication', text('date-time'), 'When.'),
    channel: field('communication', text(), 'mail, phone, chat, note.'),
    subject: field('communication', text(), 'What it is about.'),
    body: field('communication', text(), 'The text.'),
  },
})
