import type { Seed as Bookings } from '@rechtop/connector-calendly/fake'
import type { Seed as Choices } from '@rechtop/connector-cookiebot/fake'
import type { Seed as Browsers } from '@rechtop/connector-google-analytics/fake'
import { cast } from './cast.ts'

const { booker, visitor } = cast
const day = 86_400_000
const daysAgo = (days: number): string => new Date(Date.now() - days * day).toISOString()

/** What stands in Calendly: her two meetings, one of them together with somebody else. */
export function bookings(): Bookings {
  const invitee = { email: booker.email, name: booker.name, text_reminder_number: '+31600100070' }
  const other = { email: 'guus.prins@example.com', name: 'Guus Prins' }
  return {
    events: [
      {
        name: 'Kennismaking',
        start_time: daysAgo(40),
        end_time: daysAgo(40),
        meeting_notes_plain: 'Wil 5.000 adressen mailen.',
        invitees: [
          {
            ...invitee,
            questions_and_answers: [{ question: 'Waarover?', answer: 'Over een proefaccount', position: 0 }],
          },
        ],
      },
      { name: 'Uitleg', start_time: daysAgo(12), end_time: daysAgo(12), invitees: [invitee, other] },
    ],
    contacts: [
      { emails: [booker.email], name: booker.name, company: 'Bloemen Jansen' },
      { emails: [other.email], name: other.name },
    ],
  }
}

/** What stands in Google Analytics. */
export function browsers(): Browsers {
  const page = 'https://www.mailcamp.example/prijzen'
  return {
    visitors: [
      {
        clientId: visitor.analyticsId,
        events: [{ page, device: 'Firefox on Linux', place: 'Utrecht' }, { page }],
      },
      { clientId: '402000002.1750000002', events: [{ page }] },
    ],
  }
}

/** What stands in the consent log of Cookiebot. */
export function choices(): Choices {
  const url = 'https://www.mailcamp.example/'
  return [
    { consentId: visitor.consentId, chosenAt: daysAgo(90), url },
    { consentId: visitor.consentId, chosenAt: daysAgo(2), url, marketing: true },
    { chosenAt: daysAgo(1), url },
  ]
}
