import { defineRecordType, field, text } from '@rechtop/schema'
import { z } from 'zod'
import { defineHolding } from '../../holding.ts'

const Member = defineRecordType({
  name: 'ClubMember',
  category: 'account',
  description: 'A member of the club.',
  fields: {
    name: field('name', text(), 'Full name.'),
    email: field('email', text('email'), 'E-mail address.'),
    level: field('account', z.enum(['beginner', 'master']), 'How well they play.'),
    paid: field('account', z.boolean(), 'Whether they paid this year.'),
    tags: field('account', z.array(z.string()), 'Labels.'),
  },
})
const Note = defineRecordType({
  name: 'ClubNote',
  category: 'communication',
  description: 'What somebody noted about a member.',
  fields: {
    text: field('communication', text(), 'The note.'),
    writtenAt: field('communication', text('date-time'), 'When.'),
  },
})
const Visit = defineRecordType({
  name: 'ClubVisit',
  category: 'browsing',
  description: 'A visit to the club.',
  fields: {
    at: field('browsing', text('date-time'), 'When.'),
    place: field('browsing', text(), 'Where.'),
  },
})
const Entry = defineRecordType({
  name: 'ClubEntry',
  category: 'account',
  description: 'An entry through the door.',
  fields: { card: field('account', text(), 'The card that opened it.') },
})
const Agreed = defineRecordType({
  name: 'ClubConsent',
  category: 'preference',
  description: 'What a member agreed to.',
  fields: {
    source: field('preference', text(), 'How they agreed.'),
    status: field('preference', text(), 'Whether it holds.'),
    givenAt: field('preference', text('date-time'), 'Since when.'),
    withdrawnAt: field('preference', text('date-time'), 'Until when.'),
  },
})

const own = { role: 'controller', onErase: 'erase' } as const
const playing = { purpose: 'playing', basis: 'contract', fields: 'all', keep: 'until-asked' } as const

export const clubHoldings = {
  people: defineHolding({
    ...own,
    type: Member,
    grain: 'record',
    purposes: [playing],
    after: ['notes', 'visits', 'consents', 'entries'],
  }),
  notes: defineHolding({ ...own, type: Note, grain: 'record', purposes: [playing] }),
  visits: defineHolding({ ...own, type: Visit, grain: 'set', purposes: [playing], dated: 'at' }),
  entries: defineHolding({
    ...own,
    type: Entry,
    grain: 'set',
    purposes: [playing],
    unread: 'The door forgets a card when it is told to, and shows no list.',
  }),
  consents: defineHolding({
    ...own,
    type: Agreed,
    grain: 'record',
    purposes: [{ purpose: 'newsletter', basis: 'consent', fields: 'all', keep: 'until-asked' }],
  }),
}
export type ClubHoldings = typeof clubHoldings
export type ClubHolding = keyof ClubHoldings
