import {
  defineConnector,
  failureOf,
  unauthorized,
  unusable,
  type ExportItem,
  type Failure,
  type Learned,
  type Located,
  type Match,
} from '@rechtop/connector'
import { bearerToken, createHttpClient, isLoopbackOrigin, mapConcurrently } from '@rechtop/connector/http'
import { identifierProblem, normalizeIdentifier, type Identifier } from '@rechtop/schema'
import { z } from 'zod'
import { ContactPage, EventPage, type Contact } from './answers.ts'
import { contactsOf, idIn, meetingsOf, organizationOf, read, type CalendlyContext } from './api.ts'
import { eraseOrder } from './erase.ts'
import { calendlyHoldings, type CalendlyHoldings } from './holdings.ts'
import { toAppointment, toContact } from './records.ts'

const CalendlyConfig = z.strictObject({
  /**
   * A personal access token of an owner or admin. Calendly's OAuth is for apps of many accounts: somebody has to sign
   * in, and a refresh token is good for one use, which a configuration can't keep up with.
   */
  token: z.string().regex(/^\S+$/, 'write the token, without spaces'),
  /** Where a fake listens. */
  origin: z
    .string()
    .refine(isLoopbackOrigin, 'only an origin on this machine, like http://127.0.0.1:8080')
    .optional(),
})
const concurrency = 4
const originOf = ({ origin = 'https://api.calendly.com' }: z.infer<typeof CalendlyConfig>): string => origin

/** Calendly: who booked meetings, and the address book. Source: developer.calendly.com, changelog to 2026-11-19. */
export const calendly = defineConnector({
  name: 'calendly',
  contract: 1,
  config: CalendlyConfig,
  // Calendly has no id for a person, and deletes by address: nothing else shows afterwards whether somebody is gone.
  // The engine keeps locators sealed.
  locator: z.strictObject({ email: z.string() }),
  identifiers: ['email'],
  holdings: calendlyHoldings,
  processor: { name: 'Calendly', country: 'US', agreement: 'Calendly Data Processing Addendum' },
  // Calendly gives no figure, so this is longer than those of services like it
  backupHorizon: 'P1Y',
  needs: [
    'A personal access token of an owner or admin with the scopes users:read, scheduled_events:read and contacts:write.',
    'For the erasure of meetings: the plan Enterprise and the scope data_compliance:write, which only the erasure itself shows. Without them an owner does it by hand in the Admin center, under Security, Data deletion.',
  ],
  gaps: [
    'Meetings to which the person came as a guest of somebody else: Calendly searches those who booked.',
    'Place and notes of a meeting that several people booked.',
    'Answers to routing forms, and recaps and transcripts of the Notetaker.',
    'Notes about contacts, and lists of them. Calendly does not say whether it shows the contacts of all its users.',
    'Copies in calendars and mailboxes of hosts, and in systems that Calendly is connected to.',
    'People who work in this Calendly themselves.',
  ],
  excluded: [
    { at: 'events.invitees.cancel_url', reason: 'Whoever has it can call the meeting off.' },
    { at: 'events.invitees.reschedule_url', reason: 'Whoever has it can move the meeting.' },
    { at: 'events.invitees.cancellation.canceled_by', reason: 'The same name again, or that of a host.' },
    { at: 'events.event_guests', reason: 'Other people.' },
  ],
  concurrency,
  hosts: (config) => [new URL(originOf(config)).host],
  skips: [
    {
      property: 'S4',
      reason: 'Calendly takes the e-mail address of a search in the query of its path only.',
      until: '2027-06-30',
    },
  ],

  async open(config) {
    // the limit of a paid plan (developer site, Rate limits)
    const budgets = [{ name: 'ratelimit', calls: 500, seconds: 60 }]
    const [origin, credentials] = [originOf(config), bearerToken(config.token)]
    return createHttpClient({ origin, credentials, concurrency, refused, budgets: () => budgets })
  },
  close: (client) => client.close(),
  async check(context) {
    try {
      const organization = await organizationOf(context)
      await read(context, '/scheduled_events', EventPage, { organization, count: 1 })
      await read(context, '/contacts', ContactPage, { count: 1 })
      return []
    } catch (error) {
      context.signal.throwIfAborted()
      return [unusable(failureOf(error))]
    }
  },

  async find(subjects, context) {
    const isAsked = subjects.flat().some(({ kind }) => kind === 'email')
    const organization = isAsked ? await organizationOf(context) : ''
    return mapConcurrently(subjects, concurrency, (subject) => findOne(subject, organization, context))
  },

  async *export(orders, context): AsyncGenerator<ExportItem<CalendlyHoldings>> {
    if (orders.length === 0) return
    const organization = await organizationOf(context)
    for (const [of, { locator, holdings }] of orders.entries()) {
      const { contacts, meetings } = holdings
      if (contacts !== undefined) {
        const all = await contactsOf(locator.email, context)
        const start = all.findIndex(({ uri }) => idIn(uri) === contacts.after) + 1
        for (const contact of all.slice(start, start + (contacts.first ?? Infinity))) {
          const ref = idIn(contact.uri)
          yield { of, holding: 'contacts', ref, cursor: ref, data: toContact(contact) }
        }
      }
      let left = meetings?.first ?? Infinity
      if (meetings === undefined || left < 1) continue
      for await (const meeting of meetingsOf(locator.email, organization, context, meetings.after)) {
        const { ref, cursor, event, invitee } = meeting
        yield { of, holding: 'meetings', ref, cursor, data: toAppointment(event, invitee) }
        if (--left < 1) break
      }
    }
  },

  async erase(orders, context) {
    if (orders.every(({ lines }) => lines.length === 0)) return orders.map(() => [])
    const organization = await organizationOf(context)
    return mapConcurrently(orders, concurrency, (order) => eraseOrder(order, organization, context))
  },
})

function refused(status: 401 | 403, _method: string, path: string): Failure {
  if (status === 401) return unauthorized('a token that holds: this one was withdrawn or mistyped')
  if (path.startsWith('/data_compliance/'))
    return unauthorized('the plan Enterprise, the role owner or admin, and the scope data_compliance:write')
  if (path.startsWith('/contacts')) return unauthorized('the scope contacts:write')
  return unauthorized('the role owner or admin, and the scopes users:read and scheduled_events:read')
}

async function findOne(
  subject: readonly Identifier[],
  organization: string,
  context: CalendlyContext,
): Promise<Located<{ email: string }>> {
  const emails = subject.filter(({ kind }) => kind === 'email')
  if (emails.length === 0) return { status: 'unsearchable', needs: ['email'] }
  try {
    const matches: Match<{ email: string }>[] = []
    for (const by of emails) {
      const contacts = await contactsOf(by.value, context)
      const { value: meeting } = await meetingsOf(by.value, organization, context).next()
      if (meeting === undefined && contacts.length === 0) continue
      const learned = learnedFrom(by, contacts, meeting?.invitee.text_reminder_number)
      matches.push({ locator: { email: by.value }, certainty: 'equal', by: [by], learned })
    }
    if (matches.length > 0) return { status: 'found', matches, referrals: [] }
    return { status: 'absent', by: ['email'] }
  } catch (error) {
    context.signal.throwIfAborted()
    return { status: 'failed', failure: failureOf(error) }
  }
}

/** What hosts wrote in the address book nobody confirmed: it proves nothing. */
function learnedFrom(
  by: Identifier,
  contacts: readonly Contact[],
  phone: string | null | undefined,
): Learned[] {
  const told: Learned[] = [
    { kind: 'phone', value: phone ?? '', of: 'person' },
    ...contacts.flatMap(({ emails, phone_numbers }) => [
      ...emails.map(({ email }) => ({ kind: 'email', value: email, of: 'party' }) as const),
      ...(phone_numbers ?? []).map(
        (one) => ({ kind: 'phone', value: one.phone_number, of: 'party' }) as const,
      ),
    ]),
  ]
  const learned = told.map(({ of, ...identifier }) => ({ ...normalizeIdentifier(identifier), of }))
  return learned.filter((one) => one.value !== by.value && identifierProblem(one) === null)
}
