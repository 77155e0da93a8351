import {
  describeConnector,
  openHttpGate,
  type ConformanceSystem,
  type Role,
} from '@rechtop/connector/testing'
import { createZendeskFake, type Seed, type ZendeskFake } from '../fake/index.ts'
import { zendesk } from './zendesk.ts'

const TOKEN = 'token-of-the-kit'
const CREATED = '2026-01-02T03:04:05.000Z'
const ADDRESS: Readonly<Record<Role, string>> = {
  target: 'vera.smit@example.org',
  neighbour: 'dvera.smit@example.org',
  stranger: 'kees@elsewhere.test',
}

type User = Seed['users'][number]
const userOf = (role: Role, count: number): User => ({
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
  tickets: Array.from({ length: count }, (_, nth) => ({
    subject: `${role} asks ${nth}`,
    status: nth % 2 === 0 ? 'open' : 'closed',
    tags: [`${role}-${nth}`],
    createdAt: CREATED,
    comments: [
      {
        body: `${role} says ${nth}`,
        ip: '203.0.113.7',
        attachments: [{ fileName: `${role}-${nth}.pdf`, contentType: 'application/pdf', bytes: 7 }],
      },
      { body: `about ${role} ${nth}`, byAgent: true, public: false },
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
  // a time of its own, so that two runs of one erasure leave the same
  const clock = (): Date => new Date(Date.parse(CREATED) + passed)
  const fake: ZendeskFake = createZendeskFake({ subdomain: 'kit', token: TOKEN, clock })
  const loopback = await fake.listen()
  const gate = await openHttpGate(loopback.origin)
  return {
    config: async () => ({
      subdomain: 'kit',
      token: TOKEN,
      externalIdIs: 'customerNumber',
      origin: gate.origin,
    }),
    async plant(role, count = 3) {
      const user = userOf(role, count)
      const [seeded] = fake.seed({ users: [user] })
      const email = { kind: 'email', value: ADDRESS[role] } as const
      const number = { kind: 'customerNumber', value: `MC-${role}` } as const
      const files = fake.state.tickets
        .filter(({ id }) => seeded?.tickets.includes(String(id)))
        .flatMap(({ comments }) => comments.flatMap(({ attachments }) => attachments))
      return {
        identifiers: [email, number],
        records: recordsOf(user, seeded?.tickets ?? []),
        unread: files.map(({ content_url }) => ({
          text: content_url,
          reason: 'The address of a file, which goes with its ticket; the file has its own gap.',
        })),
      }
    },
    async dump() {
      const { users, identities, tickets } = fake.dump()
      // when something was deleted depends on how often was asked, and says nothing about anybody
      const timeless = users.map((user) => (user.active ? user : { ...user, updated_at: '' }))
      const undated = tickets.map((ticket) => ({ ...ticket, deleted_at: '' }))
      return JSON.parse(JSON.stringify({ users: timeless, identities, tickets: undated }))
    },
    async tick() {
      passed += 5000
    },
    now: clock,
    fault: gate.fault,
    heal: gate.heal,
    // what one page of a list and one bulk deletion hold
    page: 100,
    async close() {
      await gate.close()
      await loopback.close()
    },
  }
}

describeConnector({
  // as this configuration has it: of the kinds that an external id can be, one is searched
  connector: { ...zendesk, identifiers: ['email', 'customerNumber'] },
  system: openSystem,
})
