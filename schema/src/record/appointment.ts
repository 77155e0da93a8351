import { z } from 'zod'
import { defineRecordType, field, text } from '../record-type.ts'

/** A meeting that somebody booked, with what they told when booking it. */
export const Appointment = defineRecordType({
  name: 'Appointment',
  category: 'communication',
  description: 'A meeting that somebody booked, with what they told when booking it.',
  fields: {
    title: field('communication', text(), 'What kind of meeting.'),
    startsAt: field('communication', text('date-time'), 'When it begins.'),
    endsAt: field('communication', text('date-time'), 'When it ends.'),
    place: field('communication', text(), 'Where; for a call it can be the phone number.'),
    notes: field('communication', text(), 'What the host noted.'),
    status: field('communication', text(), 'active or canceled.'),
    name: field('name', text(), 'Name that the person booked under.'),
    email: field('email', text('email'), 'E-mail address that they booked with.'),
    reminderPhone: field('phone', text(), 'Phone number for reminders.'),
    timeZone: field('account', text(), 'Time zone.'),
    answers: field(
      'communication',
      z.array(z.object({ question: z.string(), answer: z.string() })),
      'What they answered to the questions of the booking form.',
    ),
    tracking: field(
      'browsing',
      z.array(z.object({ key: z.string(), value: z.string() })),
      'From which campaign they came, and under which number another system knows them.',
    ),
    payment: field(
      'billing',
      z.object({
        reference: z.string().nullable(),
        provider: z.string().nullable(),
        amount: z.string().nullable(),
        currency: z.string().nullable(),
        terms: z.string().nullable(),
      }),
      'What they paid when booking.',
    ),
    cancelledBy: field('communication', text(), 'Who called it off: host or invitee.'),
    cancelReason: field('communication', text(), 'Why it was called off.'),
    missed: field('communication', z.boolean(), 'Whether they did not show up.'),
    bookedAt: field('communication', text('date-time'), 'When it was booked.'),
    updatedAt: field('communication', text('date-time'), 'When it last changed.'),
  },
})
