import { expect } from 'vitest'
import type { FakeState, Seed } from '../fake/index.ts'
import { eraseTickets, eraseUsers, type Account, type Line } from './fake-account.ts'

export const CANARY = 'canary'
/** For the tests: somebody with tickets of every kind, and two who must keep theirs. */
export const people: Seed = {
  users: [
    {
      name: `${CANARY} Anna`,
      email: `${CANARY}.anna@example.org`,
      extraEmails: [`${CANARY}@work.example`],
      phone: '0612345678',
      notes: CANARY,
      tickets: [
        { subject: CANARY, status: 'open', comments: [{ body: CANARY, ip: '203.0.113.7' }] },
        { subject: CANARY, status: 'solved', comments: [{ body: CANARY }] },
        { subject: CANARY, status: 'closed', comments: [{ body: CANARY }] },
      ],
    },
    {
      name: 'Joanna',
      email: 'joanna@example.org',
      externalId: 'J',
      tickets: [{ subject: 'Hers', status: 'open', comments: [{ body: 'hello' }] }, { subject: 'Too' }],
    },
    { name: 'Stranger', email: 'stranger@example.org', tickets: [{ subject: 'Another' }] },
  ],
}

export const idOf = (account: Account): string => account.seeded[0]?.id ?? ''
export const ticketsOf = (account: Account): readonly string[] => account.seeded[0]?.tickets ?? []
export const wholePerson = (account: Account): Line[] => [
  eraseTickets(ticketsOf(account)),
  eraseUsers([idOf(account)]),
]
const without = (userId: string, { users, identities, tickets }: FakeState): string =>
  JSON.stringify({
    users: users.filter(({ id }) => String(id) !== userId),
    identities: identities.filter(({ user_id }) => String(user_id) !== userId),
    tickets: tickets.filter(({ requester_id }) => String(requester_id) !== userId),
  })

/** The target is gone, by one deletion of each thing, and all others are byte for byte as they were. */
export function expectErasedOnce(account: Account, before: FakeState, about: string): void {
  const after = account.fake.dump()
  expect(JSON.stringify(after), about).not.toContain(CANARY)
  expect(without(idOf(account), after), about).toBe(without(idOf(account), before))
  const effects = account.fake.effects.filter(({ effect }) => effect !== 'job queued')
  expect(effects.map(({ effect, id }) => `${effect} ${id}`).sort(), about).toEqual(
    [
      ...ticketsOf(account).flatMap((id) => [`ticket deleted ${id}`, `ticket scrubbed ${id}`]),
      `user deleted ${idOf(account)}`,
      `permanent deletion requested ${idOf(account)}`,
      `user scrubbed ${idOf(account)}`,
    ].sort(),
  )
}
