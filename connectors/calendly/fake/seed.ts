import type { FakeContact, FakeEvent, FakeInvitee, FakeState } from './state.ts'

/** What is left out gets a plain value. */
export type SeedInvitee = Partial<FakeInvitee> & { readonly email: string }
export type SeedEvent = Partial<Omit<FakeEvent, 'invitees'>> & { readonly invitees: readonly SeedInvitee[] }
export type SeedContact = Partial<Omit<FakeContact, 'emails'>> & { readonly emails: readonly string[] }
export type Seed = { readonly events?: readonly SeedEvent[]; readonly contacts?: readonly SeedContact[] }

/** Writes records beside the API, as if they had been there all along. */
export function plant(state: FakeState, { events = [], contacts = [] }: Seed, now: Date): void {
  const at = now.toISOString()
  const nextId = (): string => `id-${String(++state.lastId).padStart(8, '0')}`
  for (const event of events) {
    state.events.push({
      uuid: nextId(),
      name: 'Introduction',
      status: 'active',
      start_time: at,
      end_time: at,
      meeting_notes_plain: null,
      location: { type: 'google_conference' },
      event_guests: [],
      ...event,
      invitees: event.invitees.map((invitee) => plantInvitee(invitee, nextId(), at)),
    })
  }
  for (const contact of contacts) {
    state.contacts.push({
      uuid: nextId(),
      name: null,
      phone_numbers: [],
      timezone: null,
      job_title: null,
      company: null,
      country: null,
      state: null,
      city: null,
      linkedin: null,
      custom_fields: [],
      created_at: at,
      updated_at: at,
      ...contact,
      emails: contact.emails.map((email, index) => ({ email, is_primary: index === 0 })),
    })
  }
}

function plantInvitee(invitee: SeedInvitee, uuid: string, at: string): FakeInvitee {
  return {
    uuid,
    name: 'Somebody',
    status: 'active',
    timezone: 'Europe/Amsterdam',
    text_reminder_number: null,
    questions_and_answers: [],
    tracking: { utm_campaign: null, utm_source: null, salesforce_uuid: null },
    payment: null,
    no_show: null,
    cancel_url: `https://calendly.com/cancellations/${uuid}`,
    reschedule_url: `https://calendly.com/reschedulings/${uuid}`,
    created_at: at,
    updated_at: at,
    ...invitee,
  }
}
