import type { FakeState } from './state.ts'

/** How long Zendesk takes, in milliseconds. */
export type Delays = {
  /** A bulk job, from queued to completed. */
  readonly job: number
  /** From a ticket's deletion to its appearance in the list of deleted tickets. */
  readonly deletedList: number
  /** The permanent deletion of a user. */
  readonly permanent: number
}

/** What the endpoints work on. */
export type World = {
  readonly origin: string
  readonly subdomain: string
  readonly state: FakeState
  readonly delays: Delays
  readonly now: () => Date
  /** The user whose token it is. */
  readonly me: number
  /** Remembers that something changed. */
  readonly note: (effect: Effect['effect'], id: number | string) => void
}

/** One change of state. */
export type Effect = {
  readonly effect:
    | 'job queued'
    | 'ticket deleted'
    | 'ticket scrubbed'
    | 'user deleted'
    | 'permanent deletion requested'
    | 'user scrubbed'
  readonly id: number | string
}

export const elapsed = (since: string, now: Date): number => now.getTime() - Date.parse(since)
