import {
  describeConnector,
  openHttpGate,
  type ConformanceSystem,
  type Role,
} from '@rechtop/connector/testing'
import { createFakeAccount, createGoogleAnalyticsFake, type Seed } from '../fake/index.ts'
import { googleAnalytics } from './google-analytics.ts'

const start = Date.parse('2026-01-02T03:04:05.000Z')
const property = 123456789
const account = createFakeAccount('of-the-kit')
/** Of the neighbour, one figure more. */
const clientIds: Readonly<Record<Role, string>> = {
  target: '234567890.1700000001',
  neighbour: '1234567890.1700000001',
  stranger: '987654321.1600000002',
}
const userIds: Readonly<Record<Role, string>> = {
  target: 'K-20001',
  neighbour: 'AK-20001',
  stranger: 'K-77777',
}

const eventOf = (role: Role, nth: number, device: string): Record<string, string> => ({
  name: `${role}_event_${nth}`,
  at: new Date(start - (nth + 1) * 60_000).toISOString(),
  page: `https://site.example/${role}/${device}/${nth}`,
  referrer: `https://${role}.example/${nth}`,
  campaign: `${role}-campaign-${nth}`,
  device: `${role} ${device}`,
  place: `NL, ${role} town`,
})

/** A browser that they never signed in with, and one that only their account is known of. */
function seedOf(role: Role, count: number): Seed {
  const eventsOn = (device: string): Record<string, string>[] =>
    Array.from({ length: count }, (_, nth) => eventOf(role, nth, device))
  return {
    visitors: [
      { clientId: clientIds[role], events: eventsOn('laptop') },
      { clientId: `55${clientIds[role]}`, userId: userIds[role], events: eventsOn('phone') },
    ],
  }
}

async function openSystem(): Promise<ConformanceSystem> {
  let passed = 0
  const clock = (): Date => new Date(start + passed)
  const fake = createGoogleAnalyticsFake({ property, account, clock })
  const loopback = await fake.listen()
  const gate = await openHttpGate(loopback.origin)
  return {
    config: async () => ({
      property,
      serviceAccount: account.keyFile(`${gate.origin}/token`),
      userIdIs: 'customerNumber',
      origin: gate.origin,
    }),
    async plant(role, count = 3) {
      const seed = seedOf(role, count)
      fake.seed(seed)
      const visits = seed.visitors.flatMap(({ events = [], ...visitor }) =>
        events.map((event) => ({ ...visitor, ...event })),
      )
      return {
        identifiers: [
          { kind: 'cookieId', value: `GA1.1.${clientIds[role]}` },
          { kind: 'customerNumber', value: userIds[role] },
        ],
        records: { visits },
      }
    },
    // what the servers keep until the next deletion process is declared as residue; google-analytics.test.ts looks at it
    async dump() {
      return JSON.parse(JSON.stringify({ visitors: fake.dump().visitors }))
    },
    async tick() {
      passed += 86_400_000
    },
    now: clock,
    fault: gate.fault,
    heal: gate.heal,
    page: 100,
    async close() {
      await gate.close()
      await loopback.close()
    },
  }
}

describeConnector({ connector: googleAnalytics, system: openSystem })
