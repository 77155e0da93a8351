import { defineRecordType, field, text } from '../record-type.ts'

/** One page that somebody looked at. */
export const PageView = defineRecordType({
  name: 'PageView',
  category: 'browsing',
  description: 'One page that somebody looked at.',
  fields: {
    viewedAt: field('browsing', text('date-time'), 'When.'),
    url: field('browsing', text(), 'Which page.'),
    referrer: field('browsing', text(), 'Where they came from.'),
    cookieId: field('device', text(), 'Identifier in the browser’s cookie.'),
    userAgent: field('device', text(), 'Browser and device as the browser named them.'),
  },
})
