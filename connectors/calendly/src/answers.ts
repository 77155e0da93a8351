import { z } from 'zod'

/**
 * The parts of Calendly's answers that this connector uses, named as Calendly names them (OpenAPI of August 2026).
 * Lenient: unknown fields are dropped and nearly all may be missing.
 */
const Text = z.string().nullish()

/** Only the token of the next page is read: an address in an answer is never followed. */
const pagination = z.object({ next_page_token: Text })

export const Me = z.object({ resource: z.object({ current_organization: z.string() }) })

export const Event = z.object({
  uri: z.string(),
  name: Text,
  start_time: Text,
  end_time: Text,
  meeting_notes_plain: Text,
  location: z.object({ location: Text }).nullish(),
  invitees_counter: z.object({ total: z.int().nullish() }).nullish(),
})
export type Event = z.infer<typeof Event>
export const EventPage = z.object({ collection: z.array(Event), pagination })

export const Invitee = z.object({
  uri: z.string(),
  email: Text,
  name: Text,
  status: Text,
  timezone: Text,
  text_reminder_number: Text,
  questions_and_answers: z.array(z.object({ question: z.string(), answer: Text })).nullish(),
  tracking: z.record(z.string(), z.unknown()).nullish(),
  payment: z
    .object({ external_id: Text, provider: Text, amount: z.coerce.string(), currency: Text, terms: Text })
    .nullish(),
  cancellation: z.object({ canceler_type: Text, reason: Text }).nullish(),
  no_show: z.object({}).nullish(),
  created_at: Text,
  updated_at: Text,
})
export type Invitee = z.infer<typeof Invitee>
export const InviteePage = z.object({ collection: z.array(Invitee), pagination })

export const Contact = z.object({
  uri: z.string(),
  emails: z.array(z.object({ email: z.string() })),
  name: Text,
  phone_numbers: z.array(z.object({ phone_number: z.string() })).nullish(),
  timezone: Text,
  job_title: Text,
  company: Text,
  country: Text,
  state: Text,
  city: Text,
  linkedin: Text,
  custom_fields: z.array(z.object({ label: Text, value: z.unknown() })).nullish(),
  created_at: Text,
  updated_at: Text,
})
export type Contact = z.infer<typeof Contact>
export const OneContact = z.object({ resource: Contact })
export const ContactPage = z.object({ collection: z.array(Contact), pagination })
