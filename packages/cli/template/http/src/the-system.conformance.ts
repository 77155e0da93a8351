import { describeConnector, openHttpGate, type ConformanceSystem } from '@rechtop/connector/testing'
import { describe, expect, test } from 'vitest'
import { createTheSystemFake } from '../fake/the-system-fake.ts'
import { theSystem } from './the-system.ts'
import { undecided } from './undecided.ts'

// the neighbour looks like the target, and is somebody else
const people = {
  target: { name: 'Tineke Jansen', email: 'tineke.jansen@example.nl' },
  neighbour: { name: 'Martine Jansen', email: 'mar.tineke.jansen@example.nl' },
  stranger: { name: 'Willem Bos', email: 'willem@example.com' },
}

async function openSystem(): Promise<ConformanceSystem> {
  const fake = createTheSystemFake('a-token')
  const loopback = await fake.listen()
  // a search by POST is no write
  const gate = await openHttpGate(
    loopback.origin,
    (method, path) => method !== 'GET' && path !== '/people/search',
  )
  return {
    config: async () => ({ origin: gate.origin, token: 'a-token' }),
    async plant(role) {
      const person = people[role]
      fake.add(person)
      return { identifiers: [{ kind: 'email', value: person.email }], records: { people: [person] } }
    },
    dump: async () => fake.dump(),
    fault: gate.fault,
    heal: gate.heal,
    async close() {
      await gate.close()
      await loopback.close()
    },
  }
}

describe('to decide, and to take out of src/undecided.ts', () => {
  for (const question of undecided) test(question, () => expect.fail('a person has to decide this'))

  test('no holding is left with the purpose "undecided"', () => {
    const left = Object.entries(theSystem.holdings).filter(([, { purposes }]) =>
      purposes.some(({ purpose }) => purpose === 'undecided'),
    )
    expect(left.map(([name]) => name)).toEqual([])
  })
})

describeConnector({ connector: theSystem, system: openSystem })
