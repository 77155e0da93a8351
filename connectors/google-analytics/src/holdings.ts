import { defineHolding, defineRecordType, field, text } from '@rechtop/connector'

/** One event of a visitor. Nothing of it is exported: it says what Google Analytics holds. */
export const GoogleAnalyticsEvent = defineRecordType({
  name: 'GoogleAnalyticsEvent',
  category: 'browsing',
  description: 'Something that a visitor did, as Google Analytics keeps it.',
  fields: {
    name: field('browsing', text(), 'What happened: page_view, click, purchase.'),
    at: field('browsing', text('date-time'), 'When.'),
    page: field('browsing', text(), 'On which page.'),
    referrer: field('browsing', text(), 'Where they came from.'),
    campaign: field('browsing', text(), 'The campaign that brought them.'),
    clientId: field('device', text(), 'Identifier in the cookie _ga.'),
    userId: field('account', text(), 'Identifier of the account, where the company sends one.'),
    userProvidedData: field(
      'email',
      text(),
      'E-mail address that they gave, where the property collects it.',
    ),
    device: field('device', text(), 'Device and browser.'),
    place: field('address', text(), 'Country and city, roughly.'),
  },
})

/** The page of 7 November 2024. */
const citation =
  'Google, Delete user data, developers.google.com/analytics/devguides/config/userdeletion/v3, Deletion timeline'

const visits = defineHolding({
  type: GoogleAnalyticsEvent,
  grain: 'set',
  role: 'controller',
  purposes: [
    { purpose: 'Knowing how the website is used', basis: 'consent', fields: 'all', keep: 'until-asked' },
  ],
  onErase: 'erase',
  unread:
    'Google has no call that gives what one visitor did. A person sees it in Explore, User explorer, by client ID or user ID.',
  residue: [
    {
      what: 'Copies on servers of Google, out of reach of the company, until its next deletion process; that runs every two months',
      citation,
    },
    { what: 'Reports that were counted before, such as numbers of users', citation },
    { what: 'What was exported earlier, to BigQuery for example', citation },
  ],
})

export const googleAnalyticsHoldings = { visits }
export type GoogleAnalyticsHoldings = typeof googleAnalyticsHoldings
