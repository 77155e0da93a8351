import { describeConnector, openHttpGate, type ConformanceSystem } from '@rechtop/connector/testing'
import { createZendeskFake } from '../fake/index.ts'
import { ADDRESS, CREATED, filesOf, otherOf, recordsOf, residue, seedOf } from './conformance-people.ts'
import { zendesk } from './zendesk.ts'

const TOKEN = 'token-of-the-kit'

async function openSystem(): Promise<ConformanceSystem> {
  let passed = 0
  // a time of its own, so that two runs of one erasure leave the same
  const clock = (): Date => new Date(Date.parse(CREATED) + passed)
  const fake = createZendeskFake({ subdomain: 'kit', token: TOKEN, clock })
  const loopback = await fake.listen()
  const [gate, fileGate] = [await openHttpGate(loopback.origin), await openHttpGate(loopback.fileOrigin)]
  fake.sendFilesTo(fileGate.origin)
  return {
    config: async () => ({
      subdomain: 'kit',
      token: TOKEN,
      externalIdIs: 'customerNumber',
      requestsPerMinute: 100_000,
      addOns: { sideConversations: true, chat: true },
      origin: gate.origin,
      fileOrigin: fileGate.origin,
    }),
    async plant(role, count = 3) {
      const seeded = fake.seed(seedOf(role, count))
      const attached = fake.state.tickets.flatMap(({ comments }) =>
        comments.flatMap(({ attachments }) => attachments),
      )
      return {
        identifiers: [
          { kind: 'email', value: ADDRESS[role] },
          { kind: 'customerNumber', value: `MC-${role}` },
        ],
        records: recordsOf(role, count, seeded, attached),
        unread: [{ text: otherOf(role), reason: 'Another person, in whose tickets this one has a part.' }],
        ...(count > 0 && { files: filesOf(role, count) ?? [] }),
      }
    },
    async dump() {
      const { users, identities, organizations, tickets, sideConversations, suspendedTickets, chats } =
        fake.dump()
      // when something was changed depends on how often was asked, and says nothing about anybody
      const timeless = users.map((user) => (user.active ? user : { ...user, updated_at: '' }))
      const undated = tickets.map((ticket) => ({
        ...ticket,
        deleted_at: '',
        updated_at: '',
        comments: ticket.comments.map(({ html_body, ...comment }) => ({
          ...comment,
          text: html_body.replaceAll(/<[^>]*>/g, ''),
        })),
      }))
      const named = organizations.filter(({ id }) =>
        users.some(({ organization_ids }) => organization_ids.includes(id)),
      )
      const beside = sideConversations.map(({ id: _number, ...rest }) => rest)
      const rest = { organizations: named, sideConversations: beside, suspendedTickets, chats }
      return JSON.parse(JSON.stringify({ users: timeless, identities, tickets: undated, ...rest }))
    },
    async tick() {
      passed += 30_000
    },
    now: clock,
    async fault(fault) {
      await gate.fault(fault)
      await fileGate.fault(fault)
    },
    async heal() {
      const met = [await gate.heal(), await fileGate.heal()]
      return met.includes(true)
    },
    // what one page of a list and one bulk deletion hold
    page: 100,
    residue,
    async close() {
      await gate.close()
      await fileGate.close()
      await loopback.close()
    },
  }
}

describeConnector({
  // as this configuration has it: of the kinds that an external id can be, one is searched
  connector: { ...zendesk, identifiers: ['email', 'customerNumber', 'phone'] },
  system: openSystem,
})
