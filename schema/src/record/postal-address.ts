import { defineRecordType, field, text } from '../record-type.ts'

/** Where a person or their organisation gets post. */
export const PostalAddress = defineRecordType({
  name: 'PostalAddress',
  category: 'address',
  description: 'A postal address.',
  fields: {
    street: field('address', text(), 'Street, with house number where a system stores both in one field.'),
    houseNumber: field('address', text(), 'House number with its addition.'),
    postalCode: field('address', text(), 'Postal code as stored.'),
    city: field('address', text(), 'City.'),
    country: field('address', text(), 'Country as stored, often an ISO 3166 code.'),
    use: field('address', text(), 'What the system uses it for: billing, delivery, visit.'),
  },
})
