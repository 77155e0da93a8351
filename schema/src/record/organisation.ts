import { defineRecordType, field, text } from '../record-type.ts'

/** The organisation that a person acts for, or the one-person business that they are. */
export const Organisation = defineRecordType({
  name: 'Organisation',
  category: 'organisation',
  description: 'The organisation that a person acts for, or the one-person business that they are.',
  fields: {
    name: field('organisation', text(), 'Trade name.'),
    customerNumber: field('organisation', text(), 'The number under which the company knows this customer.'),
    chamberOfCommerceNumber: field('organisation', text(), 'Number in the trade register.'),
    vatNumber: field(
      'organisation',
      text(),
      'VAT identification number; holds the citizen number of some sole traders.',
    ),
    websiteDomain: field('website', text(), 'Domain of their website.'),
    contractEndsOn: field('organisation', text('date'), 'Last day of the running contract.'),
  },
})
