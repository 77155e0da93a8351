import { defineRecordType, field, text } from '../record-type.ts'

/** An account to sign in with. Passwords are never read. */
export const Account = defineRecordType({
  name: 'Account',
  category: 'account',
  description: 'An account to sign in with. Password hashes are never read, only erased.',
  fields: {
    username: field('account', text(), 'Name to sign in with.'),
    customerNumber: field('account', text(), 'Customer number that the account belongs to.'),
    plan: field('account', text(), 'What the account is for: demo or a paid plan.'),
    createdAt: field('account', text('date-time'), 'When it was made.'),
    lastLoginAt: field('account', text('date-time'), 'When somebody last signed in.'),
    paidUntil: field('account', text('date'), 'Last day that is paid for.'),
  },
})
