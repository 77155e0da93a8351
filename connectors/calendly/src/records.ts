import { defineRecordType, field, text, type DataOf } from '@rechtop/connector'
import type { Appointment } from '@rechtop/schema'
import { z } from 'zod'
import type { Contact, Event, Invitee } from './answers.ts'

/** Somebody in the address book that Calendly keeps for its users. */
export const CalendlyContact = defineRecordType({
  name: 'CalendlyContact',
  category: 'account',
  description: 'Somebody in the address book that Calendly keeps for its users.',
  fields: {
    name: field('name', text(), 'Full name.'),
    emails: field('email', z.array(z.string()), 'E-mail addresses.'),
    phones: field('phone', z.array(z.string()), 'Phone numbers.'),
    timeZone: field('account', text(), 'Time zone.'),
    jobTitle: field('job', text(), 'Job title.'),
    company: field('organisation', text(), 'Where they work.'),
    country: field('address', text(), 'Country.'),
    state: field('address', text(), 'State, province or region.'),
    city: field('address', text(), 'City.'),
    linkedIn: field('website', text(), 'Address of their profile on LinkedIn.'),
    customFields: field(
      'account',
      z.array(z.object({ key: z.string(), value: z.string() })),
      'Fields that the company added to its contacts.',
    ),
    createdAt: field('account', text('date-time'), 'When they were added.'),
    updatedAt: field('account', text('date-time'), 'When this last changed.'),
  },
})

export function toAppointment(event: Event, invitee: Invitee): DataOf<{ type: typeof Appointment }> {
  const isAlone = (event.invitees_counter?.total ?? 1) <= 1
  const { payment, cancellation } = invitee
  return {
    title: event.name ?? null,
    startsAt: event.start_time ?? null,
    endsAt: event.end_time ?? null,
    // the place can be an invitee's phone number, and notes are about whoever came: in a group nobody knows whose
    place: isAlone ? (event.location?.location ?? null) : null,
    notes: isAlone ? (event.meeting_notes_plain ?? null) : null,
    status: invitee.status ?? null,
    name: invitee.name ?? null,
    email: invitee.email ?? null,
    reminderPhone: invitee.text_reminder_number ?? null,
    timeZone: invitee.timezone ?? null,
    answers: (invitee.questions_and_answers ?? []).map(({ question, answer }) => ({
      question,
      answer: answer ?? '',
    })),
    tracking: Object.entries(invitee.tracking ?? {}).flatMap(([key, value]) => pairOf(key, value)),
    payment: payment
      ? {
          reference: payment.external_id ?? null,
          provider: payment.provider ?? null,
          amount: payment.amount,
          currency: payment.currency ?? null,
          terms: payment.terms ?? null,
        }
      : null,
    cancelledBy: cancellation?.canceler_type ?? null,
    cancelReason: cancellation?.reason ?? null,
    missed: invitee.no_show ? true : null,
    bookedAt: invitee.created_at ?? null,
    updatedAt: invitee.updated_at ?? null,
  }
}

export function toContact(contact: Contact): DataOf<{ type: typeof CalendlyContact }> {
  return {
    name: contact.name ?? null,
    emails: contact.emails.map(({ email }) => email),
    phones: (contact.phone_numbers ?? []).map(({ phone_number }) => phone_number),
    timeZone: contact.timezone ?? null,
    jobTitle: contact.job_title ?? null,
    company: contact.company ?? null,
    country: contact.country ?? null,
    state: contact.state ?? null,
    city: contact.city ?? null,
    linkedIn: contact.linkedin ?? null,
    customFields: (contact.custom_fields ?? []).flatMap(({ label, value }) => pairOf(label ?? '', value)),
    createdAt: contact.created_at ?? null,
    updatedAt: contact.updated_at ?? null,
  }
}

function pairOf(key: string, value: unknown): { key: string; value: string }[] {
  if (value === null || value === undefined) return []
  return [{ key, value: typeof value === 'string' ? value : JSON.stringify(value) }]
}
