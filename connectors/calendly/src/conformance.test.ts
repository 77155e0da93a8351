import {
  describeConnector,
  openHttpGate,
  type ConformanceSystem,
  type Role,
} from '@rechtop/connector/testing'
import { createCalendlyFake, type Seed } from '../fake/index.ts'
import { calendly } from './calendly.ts'

const token = 'token-of-the-kit'
const start = Date.parse('2026-01-02T03:04:05.000Z')
const at = new Date(start).toISOString()
const stored: Readonly<Record<Role, string>> = {
  target: 'Vera.Smit@Example.org',
  neighbour: 'dvera.smit@example.org',
  stranger: 'kees@elsewhere.test',
}
const phones: Readonly<Record<Role, string>> = {
  target: '+31612340001',
  neighbour: '+31612340002',
  stranger: '+31612340003',
}
/** What Calendly does not say that it deletes. */
const left = (role: Role, nth: number): readonly string[] => [
  `${role} place ${nth}`,
  `${role} note ${nth}`,
  `${role}-campaign-${nth}`,
  `${role}-payment-${nth}`,
  `${role} terms ${nth}`,
  `${role} reason ${nth}`,
  phones[role],
]

function seedOf(role: Role, count: number): Seed {
  const email = stored[role]
  const events = Array.from({ length: count }, (_, nth) => {
    const [place = '', note = '', campaign = '', reference = '', terms = '', reason = ''] = left(role, nth)
    const invitee = {
      email,
      name: `${role} Name`,
      timezone: `Europe/${role}`,
      text_reminder_number: phones[role],
      questions_and_answers: [{ question: 'What about?', answer: `${role} answers ${nth}`, position: 0 }],
      tracking: { utm_campaign: campaign, utm_source: null },
      payment: {
        external_id: reference,
        provider: 'stripe',
        amount: 12.5,
        currency: 'EUR',
        terms,
        successful: true,
      },
      cancellation: { canceled_by: `${role} called off`, reason, canceler_type: 'invitee', created_at: at },
      no_show: { uri: 'https://api.calendly.com/invitee_no_shows/N', created_at: at },
    } as const
    return {
      start_time: new Date(start + nth * 60_000).toISOString(),
      location: { type: 'outbound_call', location: place },
      meeting_notes_plain: note,
      invitees: [invitee],
    }
  })
  const contact = {
    name: `${role} Name`,
    emails: [email, `${role}.private@home.test`],
    phone_numbers: [{ phone_number: phones[role] }],
    timezone: `Europe/${role}`,
    job_title: `${role} job`,
    company: `${role} company`,
    country: 'NL',
    state: `${role} state`,
    city: `${role} city`,
    linkedin: `https://linkedin.example/${role}`,
    custom_fields: [{ uri: 'https://api.calendly.com/fields/F', label: 'Segment', value: `${role} segment` }],
  }
  return { events, contacts: [contact] }
}

const recordsOf = (
  role: Role,
  count: number,
): Awaited<ReturnType<ConformanceSystem['plant']>>['records'] => ({
  contacts: [
    {
      name: `${role} Name`,
      emails: [stored[role], `${role}.private@home.test`],
      phones: [phones[role]],
      timeZone: `Europe/${role}`,
      jobTitle: `${role} job`,
      company: `${role} company`,
      country: 'NL',
      state: `${role} state`,
      city: `${role} city`,
      linkedIn: `https://linkedin.example/${role}`,
      customFields: [{ key: 'Segment', value: `${role} segment` }],
      createdAt: at,
      updatedAt: at,
    },
  ],
  meetings: Array.from({ length: count }, (_, nth) => {
    const [place = '', notes = '', campaign = '', reference = '', terms = '', cancelReason = ''] = left(
      role,
      nth,
    )
    return {
      title: 'Introduction',
      startsAt: new Date(start + nth * 60_000).toISOString(),
      endsAt: at,
      place,
      notes,
      status: 'active',
      name: `${role} Name`,
      email: stored[role],
      reminderPhone: phones[role],
      timeZone: `Europe/${role}`,
      answers: [{ question: 'What about?', answer: `${role} answers ${nth}` }],
      tracking: [{ key: 'utm_campaign', value: campaign }],
      payment: { reference, provider: 'stripe', amount: '12.5', currency: 'EUR', terms },
      cancelledBy: 'invitee',
      cancelReason,
      missed: true,
      bookedAt: at,
      updatedAt: at,
    }
  }),
})

async function openSystem(): Promise<ConformanceSystem> {
  let passed = 0
  const clock = (): Date => new Date(start + passed)
  const fake = createCalendlyFake({ token, clock })
  const loopback = await fake.listen()
  const gate = await openHttpGate(loopback.origin)
  return {
    config: async () => ({ token, origin: gate.origin }),
    async plant(role, count = 3) {
      fake.seed(seedOf(role, count))
      return { identifiers: [{ kind: 'email', value: stored[role] }], records: recordsOf(role, count) }
    },
    async dump() {
      const { events, contacts } = fake.dump()
      return JSON.parse(JSON.stringify({ events, contacts }))
    },
    async tick() {
      passed += 86_400_000
    },
    now: clock,
    fault: gate.fault,
    heal: gate.heal,
    page: 100,
    get residue() {
      const kept = fake.state.events.flatMap(({ uuid, start_time, invitees }) => [
        uuid,
        start_time,
        ...invitees.flatMap((invitee) => [invitee.uuid, invitee.cancel_url, invitee.reschedule_url]),
      ])
      const unsaid = Array.from({ length: 201 }, (_, nth) => left('target', nth)).flat()
      return [...kept, ...unsaid, 'Europe/target', 'target called off']
    },
    async close() {
      await gate.close()
      await loopback.close()
    },
  }
}

describeConnector({ connector: calendly, system: openSystem })
