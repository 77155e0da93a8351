import { defineRecordType, field, text, type DataOf } from '@rechtop/connector'
import type { CookieChoice } from '@rechtop/schema'
import { z } from 'zod'
import type { Entry } from './entry.ts'

/** What Cookiebot logs around a choice in its banner. */
export const CookiebotLogEntry = defineRecordType({
  name: 'CookiebotLogEntry',
  category: 'device',
  description: 'What Cookiebot logged around a choice in its cookie banner.',
  fields: {
    chosenAt: field('preference', text('date-time'), 'When the choice was made.'),
    url: field('browsing', text(), 'The page on which it was made.'),
    userAgent: field('device', text(), 'Browser and device as the browser named them.'),
    ipAddress: field('ipAddress', text(), 'The IP address, as Cookiebot shortened it.'),
    state: field('preference', text(), 'The choice, where the log has it in one text.'),
    others: field(
      'device',
      z.array(z.object({ key: z.string(), value: z.string() })),
      'Further columns of the log, as they are headed there.',
    ),
  },
})

export function toChoice(entry: Entry): DataOf<{ type: typeof CookieChoice }> {
  const { consentId, chosenAt, preferences, statistics, marketing } = entry
  return { cookieId: consentId, chosenAt, preferences, statistics, marketing }
}

export function toLogEntry(entry: Entry): DataOf<{ type: typeof CookiebotLogEntry }> {
  const { chosenAt, url, userAgent, ipAddress, state, others } = entry
  return { chosenAt, url, userAgent, ipAddress, state, others: [...others] }
}
