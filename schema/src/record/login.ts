import { z } from 'zod'
import { defineRecordType, field, text } from '../record-type.ts'

/** One attempt to sign in. */
export const Login = defineRecordType({
  name: 'Login',
  category: 'ipAddress',
  description: 'One attempt to sign in.',
  fields: {
    at: field('account', text('date-time'), 'When.'),
    ipAddress: field('ipAddress', text('ip'), 'From which IP address.'),
    country: field('ipAddress', text(), 'Country derived from the IP address.'),
    userAgent: field('device', text(), 'Browser and device as the browser named them.'),
    succeeded: field('account', z.boolean(), 'Whether it succeeded.'),
  },
})
