import type { Effect as AnyEffect } from '@rechtop/connector/fake'
import type { FakeState } from './state.ts'

/** How long Zendesk takes, in milliseconds. */
export type Delays = {
  /** A bulk job, from queued to completed. */
  readonly job: number
  /** From a ticket's deletion to its appearance in the list of deleted tickets. */
  readonly deletedList: number
  /** The permanent deletion of a user. */
  readonly permanent: number
  /** Until the searches know of a change. */
  readonly index: number
}

/** What the account pays for. */
export type AddOns = {
  readonly sideConversations: boolean
  readonly chat: boolean
  /** Without it closed tickets cannot be redacted. */
  readonly agentWorkspace: boolean
}

/** What the endpoints work on. */
export type World = {
  readonly origin: string
  /** Where the files are. */
  readonly fileOrigin: () => string
  readonly subdomain: string
  readonly state: FakeState
  readonly delays: Delays
  readonly addOns: AddOns
  readonly now: () => Date
  /** The user whose token it is; NaN when nobody has shown one. */
  readonly me: number
  /** What that token may do; null when nothing is known of it. */
  readonly scopes: readonly string[] | null
  /** Remembers that something changed. */
  readonly note: (effect: EffectName, id: number | string) => void
  /** The searches have to take it in again. */
  readonly reindex: (kind: 'user' | 'ticket', id: number) => void
}

export type EffectName =
  | 'job queued'
  | 'ticket deleted'
  | 'ticket scrubbed'
  | 'ticket updated'
  | 'comment redacted'
  | 'attachment redacted'
  | 'suspended ticket deleted'
  | 'chat deleted'
  | 'identity added'
  | 'identity deleted'
  | 'identity made primary'
  | 'user updated'
  | 'user deleted'
  | 'permanent deletion requested'
  | 'user scrubbed'

/** One change of state. */
export type Effect = AnyEffect<EffectName>

export const elapsed = (since: string, now: Date): number => now.getTime() - Date.parse(since)
