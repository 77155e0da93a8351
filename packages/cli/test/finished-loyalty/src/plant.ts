import type { SqlSystem } from '@rechtop/connector/testing'

// the neighbour looks like the target, and is somebody else
const people = {
  target: { name: 'Tineke', email: 'Tineke.Jansen@example.nl', number: 'M-10' },
  neighbour: { name: 'Martine', email: 'mar.tineke.jansen@example.nl', number: 'M-100' },
  stranger: { name: 'Willem', email: 'willem@example.com', number: 'M-77' },
}

const plant: SqlSystem['plant'] = async (role, insert, count) => {
  const { name, email, number } = people[role]
  const person = { email, given_name: `${name}-given`, family_name: `${name}-family` }
  const member = { member_number: number, birth_date: '1980-02-03', member_until: '2030-12-31' }
  const hash = `${name}-password-hash`
  const [{ id: customer = null } = {}] = await insert('loyalty.customers', {
    ...person,
    ...member,
    password_hash: hash,
    updated_at: '2020-01-01T00:00:00Z',
  })
  const cards = Array.from({ length: count }, (_, index) => ({
    number: `${name}-card-${index}`,
    issued_on: dayOf(index),
    blocked_on: dayOf(index + 1),
  }))
  const stored = await insert('loyalty.cards', ...cards.map((card) => ({ customer_id: customer, ...card })))
  // on the newest card: the others are blocked and empty
  const card = stored.at(-1)?.id ?? null
  const points = Array.from({ length: count }, (_, index) => ({
    earned_at: `${dayOf(index)}T12:00:00Z`,
    points: index + 1,
    shop: `${name}-shop-${index}`,
  }))
  await insert('loyalty.points', ...points.map((row) => ({ card_id: card, ...row })))
  return {
    identifiers: [
      { kind: 'email', value: email },
      { kind: 'customerNumber', value: number },
    ],
    records: {
      names: [{ givenName: person.given_name, familyName: person.family_name }],
      emailAddresses: [{ address: email }],
      members: [
        {
          memberNumber: number,
          birthDate: member.birth_date,
          memberUntil: member.member_until,
        },
      ],
      cards: cards.map((row) => ({ number: row.number, issuedOn: row.issued_on, blockedOn: row.blocked_on })),
      points: points.map((row) => ({ earnedAt: row.earned_at, points: row.points, shop: row.shop })),
    },
    unread: [{ text: hash, reason: 'The hash of a password is never shown.' }],
  }
}

const dayOf = (index: number): string => new Date(Date.UTC(2015, 0, 1 + index)).toISOString().slice(0, 10)

/** What the conformance tests put into the tables. */
export const rows: Omit<SqlSystem, 'schema'> = { plant }
