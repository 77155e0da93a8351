import type { Json } from '@rechtop/schema'

/** The tables of the example company, parents before children. */
export const tables = [
  'billing.customers',
  'billing.invoices',
  'billing.payments',
  'billing.mandates',
  'mailing_list.owners',
  'mailing_list.contacts',
  'mailing_list.lists',
  'mailing_list.subscriptions',
  'mailing_list.mail_events',
  'website.accounts',
  'website.logins',
  'website.cookie_choices',
  'website.page_views',
] as const
export type Table = (typeof tables)[number]
export type Row = { readonly [column: string]: Json }

/** One ticket of a Zendesk user, oldest comment first. */
export type ZendeskTicket = {
  readonly subject: string
  readonly status: 'new' | 'open' | 'pending' | 'solved' | 'closed'
  readonly comments: readonly {
    readonly body: string
    readonly public?: boolean
    readonly byAgent?: boolean
    /** The address of another user. */
    readonly by?: string
    readonly ip?: string
  }[]
  readonly attachments?: readonly { readonly fileName: string; readonly contentType: string }[]
  /** Addresses of users in copy. */
  readonly ccs?: readonly string[]
}

/** A Zendesk user; the external id is the customer number. */
export type ZendeskUser = {
  readonly name: string
  readonly email: string
  readonly extraEmails?: readonly string[]
  readonly externalId?: string
  readonly phone?: string
  readonly tickets: readonly ZendeskTicket[]
}

/** Mail that Zendesk held back. */
export type HeldBack = {
  readonly from: { readonly name: string; readonly email: string }
  readonly subject: string
  readonly content: string
}

/** All rows of all systems, gathered in memory before they are written at once. */
export type World = {
  readonly rows: ReadonlyMap<Table, readonly Row[]>
  readonly zendesk: ZendeskUser[]
  readonly heldBack: HeldBack[]
  /** Adds a row and returns its id: the next number of its table. */
  add(table: Table, row: Row): number
}

export function createWorld(): World {
  const rows = new Map<Table, Row[]>()
  return {
    rows,
    zendesk: [],
    heldBack: [],
    add(table, row) {
      const ofTable = rows.get(table) ?? []
      const id = ofTable.length + 1
      ofTable.push({ id, ...row })
      rows.set(table, ofTable)
      return id
    },
  }
}
