import type { SqlSystem } from '@rechtop/connector/testing'

// the neighbour looks like the target, and is somebody else
const people = {
  target: { name: 'Tineke', email: 'Tineke.Jansen@example.nl' },
  neighbour: { name: 'Martine', email: 'mar.tineke.jansen@example.nl' },
  stranger: { name: 'Willem', email: 'willem@example.com' },
}

/** Writes one person by plain SQL, and tells what an export must give. */
const plant: SqlSystem['plant'] = async (role, insert, count) => {
  const { name, email } = people[role]
  const person = { email, full_name: `${name}-name`, note: `${name}-note` }
  const [{ id = null } = {}] = await insert('people', { ...person, created_at: '2020-01-01T00:00:00Z' })
  const visits = Array.from({ length: count }, (_, index) => ({
    at: new Date(Date.UTC(2019, 0, 1 + index, 12)).toISOString().replace('.000', ''),
    ip: `${name}-ip-${index}`,
  }))
  await insert('visits', ...visits.map((visit) => ({ person_id: id, ...visit })))
  return {
    identifiers: [{ kind: 'email', value: email }],
    records: {
      names: [{ fullName: person.full_name }],
      notes: [{ body: person.note }],
      emailAddresses: [{ address: email }],
      visits: visits.map(({ at, ip }) => ({ seenAt: at, ipAddress: ip })),
    },
  }
}

/** What the conformance tests put into the tables. */
export const rows: Omit<SqlSystem, 'schema'> = { plant }
