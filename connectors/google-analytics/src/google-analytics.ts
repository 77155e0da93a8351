import { defineConnector, failureOf, misconfigured, unusable, type Problem } from '@rechtop/connector'
import { createHttpClient, mapConcurrently } from '@rechtop/connector/http'
import { budgetsOf, readProperty, readUserProvidedData, refused } from './api.ts'
import { GoogleAnalyticsConfig, originOf } from './config.ts'
import { eraseLine } from './erase.ts'
import { googleAnalyticsHoldings } from './holdings.ts'
import { serviceAccount } from './service-account.ts'
import { locate, Visitor } from './visitor.ts'

const concurrency = 4
const until = '2027-06-30'
const nothingShown = 'Google shows nothing of a visitor, so there is no record that an export could give.'
const nobodyAbsent =
  'Google does not tell whether it knows a visitor: whoever is named by an identifier of theirs is a match, before and after the erasure.'

/** Google Analytics 4: what visitors of a website did. Source: the Admin API's reference (v1alpha), April 2026. */
export const googleAnalytics = defineConnector({
  name: 'google-analytics',
  contract: 1,
  config: GoogleAnalyticsConfig,
  locator: Visitor,
  identifiers: ['cookieId', 'customerNumber', 'accountId', 'externalId', 'email'],
  holdings: googleAnalyticsHoldings,
  processor: {
    name: 'Google Ireland Limited',
    country: 'IE',
    agreement: 'Google Ads Data Processing Terms',
  },
  // Google Ads Data Processing Terms, version 8.0, section 6: deleted within 180 days at most
  backupHorizon: 'P180D',
  needs: [
    'A service account, with a key, whose address has the role Editor in the property; only the erasure itself shows that role.',
    'The Google Analytics Admin API, enabled in the Google Cloud project of the service account.',
  ],
  gaps: [
    'Visitors of whom only an e-mail address or phone number is known (GDPR art. 11): ask for the cookie _ga. Only where the property collects user-provided data can an e-mail address name them.',
    'A copy of what a visitor did: a person makes it in Explore, User explorer.',
    'Other browsers and devices of the same person: each identifier is deleted by itself.',
    'Visitors by a client ID that is not from the cookie _ga (server-side tagging, Measurement Protocol), and by an app instance ID.',
    'What linked products hold: Google Ads, Google signals, audiences, BigQuery, Search Ads 360.',
  ],
  concurrency,
  hosts: (config) => [
    ...new Set([originOf(config), config.serviceAccount.token_uri].map((uri) => new URL(uri).host)),
  ],
  skips: [
    { property: 'F4', reason: nobodyAbsent, until },
    { property: 'E3', reason: nothingShown, until },
    { property: 'E10', reason: nothingShown, until },
    { property: 'E4', reason: nothingShown, until },
    { property: 'X2', reason: nobodyAbsent, until },
    { property: 'X10', reason: nobodyAbsent, until },
  ],

  async open(config) {
    const [origin, credentials] = [originOf(config), serviceAccount(config.serviceAccount)]
    return createHttpClient({ origin, credentials, concurrency, refused, budgets: budgetsOf })
  },
  close: (client) => client.close(),
  async check(context) {
    try {
      const { deleteTime } = await readProperty(context)
      if (deleteTime != null) return [inTrash]
      const { userProvidedDataCollectionEnabled: isCollected } = await readUserProvidedData(context)
      if (isCollected === context.config.userProvidedData) return []
      return [isCollected ? collectedUnsaid : saidUncollected]
    } catch (error) {
      context.signal.throwIfAborted()
      return [unusable(failureOf(error))]
    }
  },

  /** Nobody can be looked up, so it only makes sure that there is a property to order an erasure in. */
  async find(subjects, context) {
    const located = subjects.map((subject) => locate(subject, context.config))
    if (located.some(({ status }) => status === 'found')) await readProperty(context)
    return located
  },

  /** Gives nothing; that the property can be reached it makes sure of, so that silence is never taken for nothing. */
  async *export(orders, context): AsyncGenerator<never> {
    if (orders.some(({ holdings }) => holdings.visits !== undefined)) await readProperty(context)
    yield* []
  },

  async erase(orders, context) {
    context.signal.throwIfAborted()
    return mapConcurrently(orders, concurrency, ({ locator, lines }) =>
      mapConcurrently(lines, 1, (line) => eraseLine(line, locator, context)),
    )
  },
})

const inTrash: Problem = {
  failure: misconfigured('property'),
  at: 'property',
  mend: 'The property is in the trash: restore it in Google Analytics, or name another.',
}
const collectedUnsaid: Problem = {
  failure: null,
  at: 'userProvidedData',
  mend: 'The property collects e-mail addresses that visitors give. Set this to true, so that an e-mail address erases.',
}
const saidUncollected: Problem = {
  failure: null,
  at: 'userProvidedData',
  mend: 'The property does not collect e-mail addresses that visitors give. Leave this out, or each e-mail address costs a deletion for nothing.',
}
