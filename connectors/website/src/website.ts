import { defineHolding } from '@rechtop/connector'
import { defineSqlConnector, withRows } from '@rechtop/connector/sql'
import {
  Account,
  CookieChoice,
  EmailAddress,
  Login,
  PageView,
  PersonName,
  PhoneNumber,
} from '@rechtop/schema'
import { eq, isNull, sql } from 'drizzle-orm'
import { accounts, cookieChoices, logins, pageViews } from './tables.ts'

const own = { role: 'controller', onErase: 'erase' } as const
// a demo is nobody's contract: its names and addresses stay only beside the account of a customer
const besideAccount = {
  ...own,
  grain: 'record',
  purposes: [
    { purpose: 'using an account', basis: 'contract', fields: 'all', keep: { with: 'customerAccounts' } },
  ],
} as const
const afterTheirs = [
  'names',
  'emailAddresses',
  'phoneNumbers',
  'logins',
  'pageViews',
  'cookieChoices',
] as const

const names = defineHolding({ ...besideAccount, type: PersonName })
const emailAddresses = defineHolding({ ...besideAccount, type: EmailAddress })
const phoneNumbers = defineHolding({ ...besideAccount, type: PhoneNumber })
const demoAccounts = defineHolding({
  ...own,
  type: Account,
  grain: 'record',
  purposes: [{ purpose: 'trying the product', basis: 'contract', fields: 'all', keep: 'until-asked' }],
  after: afterTheirs,
})
const customerAccounts = defineHolding({
  ...own,
  type: Account,
  grain: 'record',
  purposes: [
    {
      purpose: 'using an account',
      basis: 'contract',
      fields: 'all',
      keep: { while: 'contract', citation: 'GDPR art. 6(1)(b)' },
    },
  ],
  provides: { contract: 'paidUntil' },
  after: afterTheirs,
})
const signedIn = defineHolding({
  ...own,
  type: Login,
  grain: 'set',
  purposes: [
    { purpose: 'securing accounts', basis: 'legitimate-interest', fields: 'all', keep: 'until-asked' },
  ],
  dated: 'at',
})
const viewed = defineHolding({
  ...own,
  type: PageView,
  grain: 'set',
  purposes: [{ purpose: 'website statistics', basis: 'consent', fields: 'all', keep: 'until-asked' }],
  dated: 'viewedAt',
})
const chosen = defineHolding({
  ...own,
  type: CookieChoice,
  grain: 'record',
  purposes: [{ purpose: 'respecting cookie choices', basis: 'consent', fields: 'all', keep: 'until-asked' }],
})

const accountRow = { match: 'account', table: accounts, key: accounts.id, owner: accounts.id } as const
const inAccountRow = { ...accountRow, part: true } as const
const { username, customerNumber, plan, createdAt, lastLoginAt, paidUntil } = accounts
const accountFields = { username, customerNumber, plan, createdAt, lastLoginAt, paidUntil } as const
const { cookieId, chosenAt, preferences, statistics, marketing } = cookieChoices
const choiceRows = {
  table: cookieChoices,
  key: cookieChoices.id,
  fields: { cookieId, chosenAt, preferences, statistics, marketing },
} as const
const { viewedAt, url, referrer, userAgent } = pageViews
const viewRows = {
  table: pageViews,
  key: pageViews.id,
  fields: { viewedAt, url, referrer, cookieId: pageViews.cookieId, userAgent },
} as const

/** The website: accounts, sign-ins, pages looked at, cookie choices. */
export const website = defineSqlConnector({
  name: 'website',
  processor: { name: 'MailCamp hosting', country: 'NL', agreement: 'hosting agreement 2023' },
  backupHorizon: 'P135D',
  gaps: ['Pages looked at before signing in, unless the cookie id of that browser is given.'],
  matches: {
    account: {
      table: accounts,
      key: accounts.id,
      identifiers: {
        email: accounts.email,
        accountId: { column: accounts.id, normalized: true },
        phone: accounts.phone,
        // the colleagues of a business customer sign in under one number
        customerNumber: {
          column: customerNumber,
          normalized: true,
          partyWhen: sql<boolean>`${customerNumber} like 'B-%'`,
        },
      },
    },
    browser: {
      table: cookieChoices,
      key: cookieId,
      identifiers: { cookieId: { column: cookieId, normalized: true } },
    },
  },
  holdings: {
    names: withRows(names, {
      ...inAccountRow,
      fields: { givenName: accounts.givenName, familyName: accounts.familyName },
    }),
    emailAddresses: withRows(emailAddresses, { ...inAccountRow, fields: { address: accounts.email } }),
    phoneNumbers: withRows(phoneNumbers, { ...inAccountRow, fields: { number: accounts.phone } }),
    demoAccounts: withRows(demoAccounts, {
      ...accountRow,
      where: eq(plan, 'demo'),
      fields: accountFields,
      unread: [accounts.passwordHash],
    }),
    customerAccounts: withRows(customerAccounts, {
      ...accountRow,
      where: eq(plan, 'customer'),
      fields: accountFields,
      unread: [accounts.passwordHash],
    }),
    logins: withRows(signedIn, {
      match: 'account',
      table: logins,
      key: logins.id,
      owner: logins.accountId,
      fields: {
        at: logins.at,
        ipAddress: logins.ip,
        country: logins.country,
        userAgent: logins.userAgent,
        succeeded: logins.succeeded,
      },
    }),
    pageViews: withRows(viewed, { ...viewRows, match: 'account', owner: pageViews.accountId }),
    cookieChoices: withRows(chosen, { ...choiceRows, match: 'account', owner: cookieChoices.accountId }),
    browserPageViews: withRows(viewed, {
      ...viewRows,
      match: 'browser',
      owner: pageViews.cookieId,
      where: isNull(pageViews.accountId),
    }),
    browserCookieChoices: withRows(
      { ...chosen, after: ['browserPageViews'] },
      { ...choiceRows, match: 'browser', owner: cookieId, where: isNull(cookieChoices.accountId) },
    ),
  },
  excluded: [
    { column: pageViews.accountId, reason: 'Whose it is: exported under the account.' },
    { column: cookieChoices.accountId, reason: 'Whose it is: exported under the account.' },
  ],
})
