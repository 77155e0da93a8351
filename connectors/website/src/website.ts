import { defineHolding } from '@rechtop/connector'
import { defineSqlConnector, pick, withRows } from '@rechtop/connector/sql'
import {
  Account,
  CookieChoice,
  EmailAddress,
  Login,
  PageView,
  PersonName,
  PhoneNumber,
} from '@rechtop/schema'
import { eq, isNotNull, isNull, sql } from 'drizzle-orm'
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
const names = defineHolding({ ...besideAccount, type: PersonName })
const emailAddresses = defineHolding({ ...besideAccount, type: EmailAddress })
const phoneNumbers = defineHolding({ ...besideAccount, type: PhoneNumber })
const demoAccounts = defineHolding({
  ...own,
  type: Account,
  grain: 'record',
  purposes: [{ purpose: 'trying the product', basis: 'contract', fields: 'all', keep: 'until-asked' }],
  dated: 'createdAt',
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

const inAccountRow = { match: 'account', table: accounts, part: true } as const
const accountRow = {
  match: 'account',
  table: accounts,
  fields: pick(accounts, 'username', 'customerNumber', 'plan', 'createdAt', 'lastLoginAt', 'paidUntil'),
  unread: [accounts.passwordHash],
} as const
// a demo in which nobody ever signed in has a shorter term than one that was tried
const isDemo = eq(accounts.plan, 'demo')
const inUtc = sql`(to_jsonb(${accounts.lastLoginAt} at time zone 'UTC') #>> '{}') || 'Z'`
const demoRow = {
  ...accountRow,
  // an expression cannot be emptied: without it, a demo that was tried would turn into the other kind
  fields: { ...accountRow.fields, lastLoginAt: inUtc },
}
const choiceRows = {
  table: cookieChoices,
  fields: pick(cookieChoices, 'cookieId', 'chosenAt', 'preferences', 'statistics', 'marketing'),
} as const
const viewRows = {
  table: pageViews,
  fields: pick(pageViews, 'viewedAt', 'url', 'referrer', 'cookieId', 'userAgent'),
} as const
// the colleagues of a business customer sign in under one number
const partyWhen = sql<boolean>`${accounts.customerNumber} like 'B-%'`

/** The website: accounts, sign-ins, pages looked at, cookie choices. */
export const website = defineSqlConnector({
  name: 'website',
  processor: { name: 'MailCamp hosting', country: 'NL', agreement: 'hosting agreement 2023' },
  backupHorizon: 'P135D',
  gaps: ['Pages looked at before signing in, unless the cookie id of that browser is given.'],
  matches: {
    account: {
      table: accounts,
      restricted: accounts.restrictedAt,
      identifiers: {
        email: accounts.email,
        accountId: { column: accounts.id, normalized: true },
        phone: accounts.phone,
        customerNumber: { column: accounts.customerNumber, normalized: true, partyWhen },
      },
    },
    browser: {
      table: cookieChoices,
      key: cookieChoices.cookieId,
      identifiers: { cookieId: { column: cookieChoices.cookieId, normalized: true } },
    },
  },
  holdings: {
    names: withRows(names, { ...inAccountRow, fields: pick(accounts, 'givenName', 'familyName') }),
    emailAddresses: withRows(emailAddresses, { ...inAccountRow, fields: { address: accounts.email } }),
    phoneNumbers: withRows(phoneNumbers, { ...inAccountRow, fields: { number: accounts.phone } }),
    unusedDemoAccounts: withRows(demoAccounts, {
      ...demoRow,
      where: sql`${isDemo} and ${isNull(accounts.lastLoginAt)}`,
    }),
    demoAccounts: withRows(demoAccounts, {
      ...demoRow,
      where: sql`${isDemo} and ${isNotNull(accounts.lastLoginAt)}`,
    }),
    customerAccounts: withRows(customerAccounts, { ...accountRow, where: eq(accounts.plan, 'customer') }),
    logins: withRows(signedIn, {
      match: 'account',
      table: logins,
      owner: logins.accountId,
      fields: { ...pick(logins, 'at', 'country', 'userAgent', 'succeeded'), ipAddress: logins.ip },
    }),
    pageViews: withRows(viewed, { ...viewRows, match: 'account', owner: pageViews.accountId }),
    cookieChoices: withRows(chosen, { ...choiceRows, match: 'account', owner: cookieChoices.accountId }),
    browserPageViews: withRows(viewed, {
      ...viewRows,
      match: 'browser',
      owner: pageViews.cookieId,
      where: isNull(pageViews.accountId),
    }),
    browserCookieChoices: withRows(chosen, {
      ...choiceRows,
      match: 'browser',
      where: isNull(cookieChoices.accountId),
    }),
  },
  excluded: [
    { column: pageViews.accountId, reason: 'Whose it is: exported under the account.' },
    { column: cookieChoices.accountId, reason: 'Whose it is: exported under the account.' },
  ],
})
