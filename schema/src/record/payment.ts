import { defineRecordType, field, text } from '../record-type.ts'

/** Money received for an invoice. */
export const Payment = defineRecordType({
  name: 'Payment',
  category: 'billing',
  description: 'Money received for an invoice.',
  fields: {
    invoiceNumber: field('billing', text(), 'The invoice that it pays.'),
    paidOn: field('billing', text('date'), 'When.'),
    amount: field('billing', text(), 'A decimal number.'),
    currency: field('billing', text(), 'ISO 4217 code.'),
    method: field('billing', text(), 'How: direct debit, bank transfer, card.'),
    payerName: field('name', text(), 'Name of the account holder.'),
    payerIban: field('bankAccount', text('iban'), 'Account that it came from.'),
  },
})
