import { defineRecordType, field, text } from '../record-type.ts'

/** What happened to one mail sent to a person. */
export const MailEvent = defineRecordType({
  name: 'MailEvent',
  category: 'browsing',
  description: 'What happened to one mail sent to a person: sent, open, click or bounce.',
  fields: {
    kind: field('browsing', text(), 'sent, open, click or bounce.'),
    at: field('browsing', text('date-time'), 'When.'),
    campaign: field('browsing', text(), 'Which mailing.'),
    url: field('browsing', text(), 'The link that was clicked.'),
    ipAddress: field('ipAddress', text('ip'), 'From which IP address it was opened.'),
  },
})
