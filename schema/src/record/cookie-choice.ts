import { z } from 'zod'
import { defineRecordType, field, text } from '../record-type.ts'

/** What somebody chose in a cookie banner. */
export const CookieChoice = defineRecordType({
  name: 'CookieChoice',
  category: 'preference',
  description: 'What somebody chose in a cookie banner.',
  fields: {
    cookieId: field('device', text(), 'Identifier in the browser’s cookie.'),
    chosenAt: field('preference', text('date-time'), 'When.'),
    preferences: field('preference', z.boolean(), 'Preference cookies allowed.'),
    statistics: field('preference', z.boolean(), 'Statistics cookies allowed.'),
    marketing: field('preference', z.boolean(), 'Marketing cookies allowed.'),
  },
})
