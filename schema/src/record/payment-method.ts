import { defineRecordType, field, text } from '../record-type.ts'

/** A way to pay that a person has given: a direct-debit mandate on an IBAN. */
export const PaymentMethod = defineRecordType({
  name: 'PaymentMethod',
  category: 'bankAccount',
  description: 'A way to pay that a person has given: a direct-debit mandate on an IBAN.',
  fields: {
    mandateReference: field('bankAccount', text(), 'Reference of the mandate.'),
    iban: field('bankAccount', text('iban'), 'Account number.'),
    accountHolder: field('name', text(), 'Name of the account holder.'),
    signedOn: field('bankAccount', text('date'), 'When the mandate was signed.'),
    revokedOn: field('bankAccount', text('date'), 'When it was revoked.'),
  },
})
