import { billing } from '@rechtop/connector-billing'
import { calendly } from '@rechtop/connector-calendly'
import { cookiebot } from '@rechtop/connector-cookiebot'
import { googleAnalytics } from '@rechtop/connector-google-analytics'
import { mailingList } from '@rechtop/connector-mailing-list'
import { website } from '@rechtop/connector-website'
import { zendesk } from '@rechtop/connector-zendesk'
import { defineSystem } from '@rechtop/engine'
import { defineConfig, type Config, type ConfigSource } from '@rechtop/server'
import { graphiqlTabs } from './src/graphiql-tabs.ts'
import { fromEnvironment } from './src/from-environment.ts'
import type { Surroundings } from './src/surroundings.ts'

/**
 * MailCamp: the one file that a company writes. Which systems hold personal data, where each of them is, and what the
 * company has decided.
 */
export function mailcamp({ databases, vendors, ownDatabase, secret }: Surroundings): Config {
  return defineConfig({
    systems: [
      defineSystem({
        id: 'mailing-list',
        connector: mailingList,
        config: { database: databases['mailing-list'] },
      }),
      defineSystem({ id: 'billing', connector: billing, config: { database: databases.billing } }),
      defineSystem({ id: 'website', connector: website, config: { database: databases.website } }),
      defineSystem({
        id: 'zendesk',
        connector: zendesk,
        config: {
          subdomain: 'mailcamp',
          externalIdIs: 'customerNumber',
          requestsPerMinute: 700,
          addOns: { sideConversations: true, chat: true },
          ...vendors.zendesk,
        },
      }),
      defineSystem({ id: 'calendly', connector: calendly, config: vendors.calendly }),
      defineSystem({ id: 'google-analytics', connector: googleAnalytics, config: vendors.googleAnalytics }),
      defineSystem({ id: 'cookiebot', connector: cookiebot, config: vendors.cookiebot }),
    ],
    policy: {
      controller: { name: 'MailCamp', contact: 'privacy@mailcamp.example' },
      timeZone: 'Europe/Amsterdam',
      financialYearEnd: '12-31',
      // one mutation is enough here; 'one-person' lets every plan wait for an approval
      approval: { erasure: 'nobody' },
    },
    // whom a program erases by itself, such as examples/automated-erasure: the terms of the privacy statement
    criteria: [
      {
        id: 'unused-demo-accounts',
        label: 'Demo accounts in which nobody signed in within a month.',
        system: 'website',
        holding: 'unusedDemoAccounts',
        olderThan: 'P1M',
      },
      {
        id: 'demo-accounts',
        label: 'Demo accounts that were tried, two months after they were made.',
        system: 'website',
        holding: 'demoAccounts',
        olderThan: 'P2M',
      },
    ],
    database: ownDatabase,
    secret,
    // for trying: a company leaves both out, and names its OpenID Connect issuer under `auth`
    graphiql: { title: 'Rechtop at MailCamp', defaultTabs: graphiqlTabs },
    introspection: true,
  })
}

/** What `rechtop serve` and `rechtop work` open. A company reads its own addresses and secrets here. */
const company: ConfigSource = async ({ role }) => {
  const { surroundings, close } = await fromEnvironment(role)
  return { config: mailcamp(surroundings), close }
}
export default company
