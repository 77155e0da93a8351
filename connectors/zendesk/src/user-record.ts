import { defineRecordType, field, text, type DataOf } from '@rechtop/connector'
import { z } from 'zod'
import type { Identity, User } from './answers.ts'

/** A person in Zendesk: one row, with what staff wrote about them (GDPR art. 15 covers that too). */
export const ZendeskUser = defineRecordType({
  name: 'ZendeskUser',
  category: 'account',
  description: 'A person as Zendesk knows them, with what support staff wrote about them.',
  fields: {
    name: field('name', text(), 'Full name.'),
    email: field('email', text('email'), 'Primary e-mail address.'),
    phone: field('phone', text(), 'Phone number; households and offices may share it.'),
    externalId: field('account', text(), 'What the company calls this person elsewhere.'),
    timeZone: field('account', text(), 'Time zone.'),
    locale: field('account', text(), 'Language.'),
    details: field('communication', text(), 'Details that staff noted.'),
    notes: field('communication', text(), 'Notes that staff made.'),
    tags: field('communication', z.array(z.string()), 'Labels.'),
    customFields: field(
      'account',
      z.array(z.object({ key: z.string(), value: z.string().nullable() })),
      'Fields that the company added to its users.',
    ),
    otherAddresses: field(
      'email',
      z.array(z.object({ kind: z.string(), value: z.string().nullable(), verified: z.boolean().nullable() })),
      'Further addresses, numbers and accounts by which Zendesk recognises this person.',
    ),
    organisations: field('account', z.array(z.string()), 'Organisations to which support counts them.'),
    createdAt: field('account', text('date-time'), 'When Zendesk first met them.'),
    lastLoginAt: field('account', text('date-time'), 'When they last signed in.'),
  },
})

export function toUserRecord(
  user: User,
  identities: readonly Identity[],
  organisations: readonly string[],
): DataOf<{ type: typeof ZendeskUser }> {
  return {
    name: user.name ?? null,
    email: user.email ?? null,
    phone: user.phone ?? null,
    externalId: user.external_id ?? null,
    timeZone: user.time_zone ?? null,
    locale: user.locale ?? null,
    details: user.details ?? null,
    notes: user.notes ?? null,
    tags: user.tags ?? [],
    customFields: Object.entries(user.user_fields ?? {})
      .filter(([, value]) => value !== null && value !== '')
      .map(([key, value]) => ({ key, value: asText(value) })),
    otherAddresses: identities
      .filter(({ value }) => value !== user.email && value !== user.phone)
      .map(({ type, value, verified }) => ({ kind: type, value: value ?? null, verified: verified ?? null })),
    organisations: [...organisations],
    createdAt: user.created_at ?? null,
    lastLoginAt: user.last_login_at ?? null,
  }
}

export function asText(value: unknown): string | null {
  if (value === null || value === undefined) return null
  return typeof value === 'string' ? value : JSON.stringify(value)
}

/** Deleted for ever: the row that stays says nothing about anybody. The renaming can lag behind the deletion. */
export function isForgotten(user: User): boolean {
  return user.active === false && user.name === 'Permanently Deleted User' && !user.email && !user.phone
}
