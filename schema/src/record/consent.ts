import { defineRecordType, field, text } from '../record-type.ts'

/** A consent given or withdrawn (GDPR art. 7(1)). */
export const Consent = defineRecordType({
  name: 'Consent',
  category: 'preference',
  description: 'A consent given or withdrawn (GDPR art. 7(1)).',
  fields: {
    purpose: field('preference', text(), 'What was consented to.'),
    state: field('preference', text(), 'given, withdrawn, refused or expired.'),
    at: field('preference', text('date-time'), 'When.'),
    notice: field('preference', text(), 'Version of the text that was shown.'),
  },
})
