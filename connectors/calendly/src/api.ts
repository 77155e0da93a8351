import { FailureError, permanent, type Context } from '@rechtop/connector'
import { pages, type HttpClient } from '@rechtop/connector/http'
import { normalizeIdentifier } from '@rechtop/schema'
import type { z } from 'zod'
import { ContactPage, EventPage, InviteePage, Me, type Contact, type Event, type Invitee } from './answers.ts'

export type CalendlyContext = Pick<Context<unknown, HttpClient>, 'client' | 'signal' | 'now' | 'pace'>
type Query = Readonly<Record<string, string | number>>

/** Null when there is no such thing. */
export async function readIfThere<Answer>(
  { client, ...call }: CalendlyContext,
  path: string,
  schema: z.ZodType<Answer>,
  query: Query = {},
): Promise<Answer | null> {
  const { status, body } = await client.request('GET', path, { ...call, query })
  if (status === 404) return null
  if (status >= 300) throw new FailureError(permanent('Calendly refused a request'))
  const { data, success } = schema.safeParse(body)
  // the error of zod stays behind: it can quote the answer
  if (!success)
    throw new FailureError(permanent('Calendly answered in another form than its documentation says'))
  return data
}

/** Throws where there is no such thing: a place that is always there, and missing, is not an empty one. */
export async function read<Answer>(...asked: Parameters<typeof readIfThere<Answer>>): Promise<Answer> {
  const answer = await readIfThere(...asked)
  if (answer === null)
    throw new FailureError(permanent('Calendly does not know this path: is the origin right?'))
  return answer
}

/** The organisation of the token's owner, by the address that Calendly calls it by. */
export async function organizationOf(context: CalendlyContext): Promise<string> {
  return (await read(context, '/users/me', Me)).resource.current_organization
}

/** What a person booked: an invitee of theirs, and the meeting. */
export type Meeting = {
  readonly event: Event
  readonly invitee: Invitee
  readonly ref: string
  readonly cursor: string
}

/**
 * What this person booked, the earliest first, and never another invitee of the same meeting. A cursor is Calendly's
 * token of the page, a space, and the ref after which to go on.
 */
export async function* meetingsOf(
  email: string,
  organization: string,
  context: CalendlyContext,
  after = '',
): AsyncGenerator<Meeting, undefined> {
  const cut = after.lastIndexOf(' ')
  const [from, lastRef] = [after.slice(0, Math.max(cut, 0)), after.slice(cut + 1)]
  const query = { organization, invitee_email: email, sort: 'start_time:asc' }
  for await (const { page, place } of list(context, '/scheduled_events', EventPage, query, from)) {
    const isResumed = place === from && lastRef !== ''
    const last = isResumed ? page.collection.findIndex(({ uri }) => lastRef.startsWith(`${idIn(uri)}/`)) : 0
    for (const event of page.collection.slice(Math.max(last, 0))) {
      const path = `/scheduled_events/${encodeURIComponent(idIn(event.uri))}/invitees`
      const found: Meeting[] = []
      for await (const { page } of list(context, path, InviteePage, { email, sort: 'created_at:asc' })) {
        for (const invitee of page.collection.filter((one) => isSame(one.email, email))) {
          const ref = `${idIn(event.uri)}/${idIn(invitee.uri)}`
          found.push({ event, invitee, ref, cursor: `${place} ${ref}` })
        }
      }
      yield* found.slice(isResumed ? found.findIndex(({ ref }) => ref === lastRef) + 1 : 0)
    }
  }
}

export async function contactsOf(email: string, context: CalendlyContext): Promise<Contact[]> {
  const contacts: Contact[] = []
  for await (const { page } of list(context, '/contacts', ContactPage, { email, sort: 'created_at:asc' })) {
    contacts.push(...page.collection.filter(({ emails }) => emails.some((one) => isSame(one.email, email))))
  }
  return contacts
}

/** Whether Calendly means this address: its searches are believed only so far. */
export function isSame(stored: string | null | undefined, email: string): boolean {
  return normalizeIdentifier({ kind: 'email', value: stored ?? '' }).value === email
}

/** The last part of the address by which Calendly calls a thing. */
export const idIn = (uri: string): string => uri.slice(uri.lastIndexOf('/') + 1)

type Listed = { readonly pagination: { readonly next_page_token?: string | null | undefined } }

function list<Page extends Listed>(
  context: CalendlyContext,
  path: string,
  schema: z.ZodType<Page>,
  query: Query,
  from = '',
): AsyncGenerator<{ readonly page: Page; readonly place: string }> {
  // a meeting can go while it is read
  const readPage = path.endsWith('/invitees') ? readIfThere : read
  return pages({
    from,
    read: (place) =>
      readPage(context, path, schema, { ...query, count: 100, ...(place !== '' && { page_token: place }) }),
    next: ({ pagination }) => pagination.next_page_token ?? null,
  })
}
