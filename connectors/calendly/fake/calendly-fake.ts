import {
  createFakeApi,
  openStateFile,
  type Answer,
  type Call,
  type Effect,
  type FakeApi,
  type Route,
} from '@rechtop/connector/fake'
import { z } from 'zod'
import {
  api,
  denied,
  invalid,
  isEmail,
  missing,
  notFound,
  ok,
  organization,
  page,
  shownContact,
  shownEvent,
  shownInvitee,
  tooSmall,
  unauthenticated,
} from './answers.ts'
import { plant, type Seed } from './seed.ts'
import { emptyState, type FakeState } from './state.ts'

type Scope =
  | 'users:read'
  | 'scheduled_events:read'
  | 'contacts:read'
  | 'contacts:write'
  | 'data_compliance:write'
const everyScope: readonly Scope[] = [
  'users:read',
  'scheduled_events:read',
  'contacts:read',
  'contacts:write',
  'data_compliance:write',
]

export type CalendlyFakeOptions = {
  readonly token: string
  readonly seed?: Seed
  readonly clock?: () => Date
  /** Where the state is kept, so that it outlives the process. */
  readonly file?: string
  readonly plan?: 'enterprise' | 'teams'
  /** Of the token's owner. */
  readonly role?: 'owner' | 'user'
  /** All of them when left out. */
  readonly scopes?: readonly Scope[]
  /** How long a deletion takes; Calendly says up to seven days. */
  readonly deletionMs?: number
  /** Searches give whoever has the text in their address, too. Calendly's documentation does not rule it out. */
  readonly looseSearch?: boolean
}

/** A Calendly in memory, for tests and for the example. */
export type CalendlyFake = FakeApi & {
  readonly state: FakeState
  /** Every change of state after seeding, in order. */
  readonly effects: readonly Effect[]
  seed(seed: Seed): void
  /** A copy of the whole state as of now. */
  dump(): FakeState
}

const randomOf = (uuid: string): string => `${uuid}@deleted.calendly.com`
const Deletion = z.strictObject({ emails: z.array(z.email()).min(1) })

/** The end points that the connector uses, with the answers of Calendly's OpenAPI of August 2026. */
export function createCalendlyFake(options: CalendlyFakeOptions): CalendlyFake {
  const {
    token,
    clock = () => new Date(),
    plan = 'enterprise',
    role = 'owner',
    scopes = everyScope,
  } = options
  const { deletionMs = 3 * 86_400_000, looseSearch = false } = options
  const kept = options.file === undefined ? null : openStateFile<FakeState>(options.file, 1)
  const stored = kept?.read() ?? null
  const state = stored ?? emptyState()
  const effects: Effect[] = []

  const hits = (stored: string, asked: string | null): boolean =>
    asked === null || isEmail(stored, asked) || (looseSearch && stored.includes(asked))

  function settle(): void {
    const due = state.deletions.filter(
      ({ requestedAt }) => clock().getTime() >= Date.parse(requestedAt) + deletionMs,
    )
    for (const { emails } of due) {
      state.deletions.splice(0, 1)
      for (const invitee of state.events.flatMap(({ invitees }) => invitees)) {
        if (!emails.some((email) => isEmail(invitee.email, email))) continue
        Object.assign(invitee, { name: '', email: randomOf(invitee.uuid), questions_and_answers: [] })
        effects.push({ effect: 'invitee deleted', id: invitee.uuid })
      }
      for (const contact of state.contacts) {
        if (!contact.emails.some((one) => emails.some((email) => isEmail(one.email, email)))) continue
        Object.assign(contact, { name: null, emails: [{ email: randomOf(contact.uuid), is_primary: true }] })
        effects.push({ effect: 'contact deleted', id: contact.uuid })
      }
    }
    if (due.length > 0) kept?.write(state)
  }

  type Guarded = Route & { readonly scope: Scope; readonly adminOnly?: true; readonly plan?: 'enterprise' }
  const routes: readonly Guarded[] = [
    {
      method: 'get',
      path: '/users/me',
      scope: 'users:read',
      answer: () => ok({ resource: { uri: `${api}/users/ME`, current_organization: organization } }),
    },
    {
      method: 'get',
      path: '/scheduled_events',
      scope: 'scheduled_events:read',
      adminOnly: true,
      answer({ query }) {
        if (query.get('organization') !== organization) return denied
        const found = state.events.filter(({ invitees }) =>
          invitees.some(({ email }) => hits(email, query.get('invitee_email'))),
        )
        return page(found.toSorted((a, b) => a.start_time.localeCompare(b.start_time)).map(shownEvent), query)
      },
    },
    {
      method: 'get',
      path: '/scheduled_events/:uuid/invitees',
      scope: 'scheduled_events:read',
      answer({ params, query }) {
        const event = state.events.find(({ uuid }) => uuid === params['uuid'])
        if (event === undefined) return notFound
        const found = event.invitees.filter(({ email }) => hits(email, query.get('email')))
        return page(
          found.map((invitee) => shownInvitee(event, invitee)),
          query,
        )
      },
    },
    {
      method: 'get',
      path: '/contacts',
      scope: 'contacts:read',
      answer({ query }) {
        const found = state.contacts.filter(({ emails }) =>
          emails.some(({ email }) => hits(email, query.get('email'))),
        )
        return page(found.map(shownContact), query)
      },
    },
    {
      method: 'get',
      path: '/contacts/:uuid',
      scope: 'contacts:read',
      answer({ params }) {
        const contact = state.contacts.find(({ uuid }) => uuid === params['uuid'])
        return contact === undefined ? notFound : ok({ resource: shownContact(contact) })
      },
    },
    {
      method: 'delete',
      path: '/contacts/:uuid',
      scope: 'contacts:write',
      answer({ params }) {
        const at = state.contacts.findIndex(({ uuid }) => uuid === params['uuid'])
        if (at < 0) return notFound
        state.contacts.splice(at, 1)
        effects.push({ effect: 'contact deleted', id: params['uuid'] ?? '' })
        return { status: 204 }
      },
    },
    {
      method: 'post',
      path: '/data_compliance/deletion/invitees',
      scope: 'data_compliance:write',
      adminOnly: true,
      plan: 'enterprise',
      answer({ body }) {
        const { data } = Deletion.safeParse(body)
        if (data === undefined) return invalid
        state.deletions.push({ emails: data.emails, requestedAt: clock().toISOString() })
        effects.push({ effect: 'deletion asked for', id: state.deletions.length })
        return { status: 202, body: {} }
      },
    },
  ]

  function authorize(call: Call, route: Guarded | null): Answer | null {
    if (call.headers.get('authorization') !== `Bearer ${token}`) return unauthenticated
    if (route === null) return null
    const [domain] = route.scope.split(':')
    if (!scopes.some((scope) => scope === route.scope || scope === `${domain}:write`))
      return missing(route.scope)
    if (route.plan === 'enterprise' && plan !== 'enterprise') return tooSmall
    return route.adminOnly === true && role !== 'owner' ? denied : null
  }

  const fake = createFakeApi({
    origin: api,
    routes,
    authorize,
    unknownPath: notFound,
    broken: (status) =>
      status === 429
        ? { status, body: {}, headers: { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '60' } }
        : { status, body: { title: 'Internal Server Error', message: 'An error has occurred' } },
    headers: () => ({
      'x-ratelimit-limit': '500',
      'x-ratelimit-remaining': '499',
      'x-ratelimit-reset': '60',
    }),
    clock,
    effects,
    settle,
    save: () => kept?.write(state),
  })
  const seed = (seed: Seed): void => {
    plant(state, seed, clock())
    kept?.write(state)
  }
  if (stored === null && options.seed !== undefined) seed(options.seed)
  return {
    ...fake,
    state,
    effects,
    seed,
    dump() {
      settle()
      return structuredClone(state)
    },
  }
}
