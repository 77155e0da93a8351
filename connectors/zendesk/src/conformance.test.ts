import { describeConnector, type ConformanceSystem, type Role } from '@rechtop/connector/testing'
import { createZendeskFake, type Seed, type ZendeskFake } from '../fake/index.ts'
import { zendesk } from './zendesk.ts'

const CREATED = '2026-01-02T03:04:05.000Z'
const ADDRESS: Readonly<Record<Role, string>> = {
  target: 'vera.smit@example.org',
  neighbour: 'dvera.smit@example.org',
  stranger: 'kees@elsewhere.test',
}

type User = Seed['users'][number]
const userOf = (role: Role): User => ({
  name: `${role} Name`,
  email: ADDRESS[role],
  extraEmails: [`work.${ADDRESS[role]}`],
  externalId: `MC-${role}`,
  phone: { target: '0612340001', neighbour: '0612340002', stranger: '0612340003' }[role],
  notes: `${role} noted`,
  details: `${role} detailed`,
  tags: [`${role}-label`],
  userFields: { [`${role}_field`]: `${role} value` },
  createdAt: CREATED,
  lastLoginAt: CREATED,
  tickets: ['open', 'closed'].map((status) => ({
    subject: `${role} asks ${status}`,
    status: status === 'open' ? 'open' : 'closed',
    tags: [`${role}-${status}`],
    createdAt: CREATED,
    comments: [
      {
        body: `${role} says ${status}`,
        ip: '203.0.113.7',
        attachments: [{ fileName: `${role}-${status}.pdf`, contentType: 'application/pdf', bytes: 7 }],
      },
      { body: `about ${role} ${status}`, byAgent: true, public: false },
    ],
  })),
})

function recordsOf(
  user: User,
  tickets: readonly string[],
): Awaited<ReturnType<ConformanceSystem['plant']>>['records'] {
  const plain = { email: user.email ?? '', phone: user.phone ?? '', externalId: user.externalId ?? '' }
  return {
    users: [
      {
        ...plain,
        name: user.name,
        notes: user.notes ?? '',
        details: user.details ?? '',
        tags: user.tags ?? [],
        timeZone: 'Amsterdam',
        locale: 'nl',
        customFields: Object.entries(user.userFields ?? {}).map(([key, value]) => ({ key, value })),
        otherAddresses: [{ kind: 'email', value: `work.${user.email}`, verified: true }],
        createdAt: CREATED,
        lastLoginAt: CREATED,
        suspended: false,
      },
    ],
    tickets: (user.tickets ?? []).map((ticket, index) => ({
      number: tickets[index] ?? '',
      subject: ticket.subject,
      status: ticket.status ?? '',
      tags: ticket.tags ?? [],
      createdAt: CREATED,
      updatedAt: CREATED,
      comments: (ticket.comments ?? []).map((comment) => ({
        at: CREATED,
        author: comment.byAgent === true ? 'support' : 'requester',
        public: comment.public ?? true,
        body: comment.body,
        ipAddress: comment.ip ?? null,
        attachments: (comment.attachments ?? []).map(({ fileName, contentType, bytes }) => ({
          fileName,
          contentType: contentType ?? null,
          bytes: bytes ?? null,
        })),
      })),
    })),
  }
}

async function openSystem(): Promise<ConformanceSystem> {
  let passed = 0
  const clock = (): Date => new Date(Date.now() + passed)
  const fake: ZendeskFake = createZendeskFake({ subdomain: 'kit', token: 'secret', clock })
  const loopback = await fake.listen()
  return {
    config: async () => ({
      subdomain: 'kit',
      token: 'secret',
      externalIdIs: 'customerNumber',
      origin: loopback.origin,
    }),
    async plant(role) {
      const user = userOf(role)
      const [seeded] = fake.seed({ users: [user] })
      const email = { kind: 'email', value: ADDRESS[role] } as const
      const number = { kind: 'customerNumber', value: `MC-${role}` } as const
      return { identifiers: [email, number], records: recordsOf(user, seeded?.tickets ?? []) }
    },
    async dump() {
      const { users, identities, tickets } = fake.dump()
      return JSON.parse(JSON.stringify({ users, identities, tickets }))
    },
    async tick() {
      passed += 5000
    },
    close: () => loopback.close(),
  }
}

describeConnector({
  // as this configuration has it: of the kinds that an external id can be, one is searched
  connector: { ...zendesk, identifiers: ['email', 'customerNumber'] },
  system: openSystem,
})
