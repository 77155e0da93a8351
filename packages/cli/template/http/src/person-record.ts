import { defineRecordType, field, text } from '@rechtop/connector'

/** A person as the system knows them. Where a record type of @rechtop/schema fits, use that one. */
export const TheSystemPerson = defineRecordType({
  name: 'TheSystemPerson',
  category: 'account',
  description: 'A person in the-system.',
  fields: {
    name: field('name', text(), 'Full name.'),
    email: field('email', text('email'), 'E-mail address.'),
  },
})
