import type { Effect } from '@rechtop/connector/fake'

/** All plain JSON. */
export type FakeEvent = {
  readonly name: string
  readonly at: string
  readonly page: string | null
  readonly referrer: string | null
  readonly campaign: string | null
  readonly device: string | null
  readonly place: string | null
}

/** A browser, and who was signed in there. */
export type FakeVisitor = {
  readonly clientId: string
  readonly userId: string | null
  readonly userProvidedData: string | null
  events: FakeEvent[]
}

export type FakeDeletion = {
  readonly by: 'clientId' | 'userId' | 'userProvidedData'
  readonly value: string
  readonly requestedAt: string
}

export type FakeState = {
  /** What reports and User explorer show. */
  visitors: FakeVisitor[]
  /** Asked for and not carried out yet. */
  deletions: FakeDeletion[]
  /** What left the reports and waits on the servers for a deletion process. */
  servers: { readonly visitor: FakeVisitor; readonly until: number }[]
}
export const emptyState = (): FakeState => ({ visitors: [], deletions: [], servers: [] })

export type SeedVisitor = Partial<Omit<FakeVisitor, 'events'>> & {
  readonly clientId: string
  readonly events?: readonly Partial<FakeEvent>[]
}
export type Seed = { readonly visitors: readonly SeedVisitor[] }

/** Writes visitors beside the API, as if they had been there all along. */
export function plant(state: FakeState, { visitors }: Seed, now: Date): void {
  const at = new Date(now.getTime() - 60_000).toISOString()
  const bare = {
    name: 'page_view',
    at,
    page: null,
    referrer: null,
    campaign: null,
    device: null,
    place: null,
  }
  for (const { events = [{}], ...visitor } of visitors) {
    const full = events.map((event) => ({ ...bare, ...event }))
    state.visitors.push({ userId: null, userProvidedData: null, ...visitor, events: full })
  }
}

/** The deletion process runs every two months. */
const cycle = 61 * 86_400_000

/** Carries out what is due by now: out of the reports after a while, and off the servers in the next process. */
export function settle(state: FakeState, now: Date, leavesAfterMs: number, effects: Effect[]): void {
  const time = now.getTime()
  const leavesAt = ({ requestedAt }: FakeDeletion): number => Date.parse(requestedAt) + leavesAfterMs
  const due = state.deletions.filter((deletion) => leavesAt(deletion) <= time)
  state.deletions = state.deletions.filter((deletion) => !due.includes(deletion))
  for (const deletion of due) {
    const { by, value, requestedAt } = deletion
    const until = (Math.floor(leavesAt(deletion) / cycle) + 1) * cycle
    for (const visitor of state.visitors.filter((visitor) => visitor[by] === value)) {
      const gone = visitor.events.filter(({ at }) => at < requestedAt)
      if (gone.length === 0) continue
      visitor.events = visitor.events.filter((event) => !gone.includes(event))
      state.servers.push({ visitor: { ...visitor, events: gone }, until })
      effects.push({ effect: 'visitor left the reports', id: visitor.clientId })
    }
    state.visitors = state.visitors.filter(({ events }) => events.length > 0)
  }
  const wiped = state.servers.filter(({ until }) => until <= time)
  state.servers = state.servers.filter((copy) => !wiped.includes(copy))
  for (const { visitor } of wiped) effects.push({ effect: 'visitor left the servers', id: visitor.clientId })
}
