import { z } from 'zod'
import { defineRecordType, field, text } from '../record-type.ts'

/** An invoice. What the law asks of one is in art. 35a of the Dutch VAT act (Wet OB 1968). */
export const Invoice = defineRecordType({
  name: 'Invoice',
  category: 'billing',
  description: 'An invoice.',
  fields: {
    number: field('billing', text(), 'Invoice number.'),
    issuedOn: field('billing', text('date'), 'Date of issue.'),
    description: field('billing', text(), 'What was delivered.'),
    amount: field('billing', text(), 'Total with VAT, a decimal number.'),
    vatAmount: field('billing', text(), 'VAT in it, a decimal number.'),
    currency: field('billing', text(), 'ISO 4217 code.'),
    billedTo: field('name', text(), 'Name and address as printed on it.'),
    sentTo: field('email', text('email'), 'E-mail address that it was sent to.'),
    contactNote: field('communication', text(), 'Note about the contact, not part of the invoice.'),
    lines: field(
      'billing',
      z.array(z.object({ description: z.string().nullable(), amount: z.string().nullable() })),
      'Its lines.',
    ),
  },
})
