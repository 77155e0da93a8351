import { defineRecordType, field, text } from '../record-type.ts'

/** A phone number as stored. */
export const PhoneNumber = defineRecordType({
  name: 'PhoneNumber',
  category: 'phone',
  description: 'A phone number as stored.',
  fields: {
    number: field('phone', text(), 'The number, in whatever notation the system holds.'),
    use: field('phone', text(), 'What it is for: mobile, work, fax.'),
  },
})
