import type { Scene } from '../scene.ts'
import { inventIpAddress } from './person.ts'
import { browsers, pages } from './words.ts'

/** An account on the website, and what hangs on one. */
export type Account = {
  readonly id: string
  readonly name: readonly [givenName: string, familyName: string]
  readonly email: string
  readonly phone?: string
  readonly customerNumber?: string
  readonly plan: 'demo' | 'customer'
  /** Days before today. */
  readonly madeDaysAgo: number
  readonly paidUntil?: string
  /** How many sign-ins, spread over the time since it was made; none means never signed in. */
  readonly logins: number
  readonly pageViews: number
  readonly cookieId?: string
}

/** Adds an account with its sign-ins, page views and cookie choice. */
export function addAccount(scene: Scene, account: Account): void {
  const { world, calendar, random } = scene
  const { id, madeDaysAgo, logins } = account
  // counted back from yesterday, so that the last sign-in is the newest
  const spread = (index: number, of: number): number =>
    -1 - Math.floor(((madeDaysAgo - 1) * (of - 1 - index)) / of)
  const lastLogin = logins === 0 ? null : calendar.moment(spread(logins - 1, logins), 8, 30)
  world.add('website.accounts', {
    id,
    username: `${account.name
      .join('')
      .toLowerCase()
      .replaceAll(/[^a-z]/g, '')}${id.slice(2)}`,
    email: account.email,
    password_hash: `$argon2id$v=19$invented$${id}`,
    given_name: account.name[0],
    family_name: account.name[1],
    phone: account.phone ?? null,
    customer_number: account.customerNumber ?? null,
    plan: account.plan,
    created_at: calendar.moment(-madeDaysAgo, 14),
    last_login_at: lastLogin,
    paid_until: account.paidUntil ?? null,
  })
  const userAgent = random.pick(browsers)
  const ip = inventIpAddress(random)
  for (let index = 0; index < logins; index++) {
    const at = calendar.moment(spread(index, logins), 8, 30)
    world.add('website.logins', {
      account_id: id,
      at,
      ip,
      country: 'NL',
      user_agent: userAgent,
      succeeded: true,
    })
  }
  addBrowser(scene, { ...account, accountId: id, userAgent })
}

/** A browser, perhaps one in which somebody signed in. */
export type Browser = {
  readonly accountId?: string
  readonly cookieId?: string
  readonly pageViews: number
  /** Days before today. */
  readonly madeDaysAgo: number
  readonly userAgent: string
}

/** Adds what one browser looked at, and what was chosen in it, with or without an account. */
export function addBrowser({ world, calendar, random }: Scene, browser: Browser): void {
  const { cookieId, pageViews, madeDaysAgo, userAgent } = browser
  const accountId = browser.accountId ?? null
  if (cookieId !== undefined) {
    const choice = { preferences: true, statistics: true, marketing: random.chance(0.3) }
    const at = calendar.moment(-madeDaysAgo, 13, 55)
    world.add('website.cookie_choices', {
      account_id: accountId,
      cookie_id: cookieId,
      chosen_at: at,
      ...choice,
    })
  }
  for (let index = 0; index < pageViews; index++) {
    world.add('website.page_views', {
      account_id: accountId,
      viewed_at: calendar.moment(
        -random.between(1, madeDaysAgo),
        random.between(7, 21),
        random.between(0, 59),
      ),
      url: `https://mailcamp.example${random.pick(pages)}`,
      referrer: random.chance(0.3) ? 'https://search.example/' : null,
      cookie_id: cookieId ?? null,
      user_agent: userAgent,
    })
  }
}
