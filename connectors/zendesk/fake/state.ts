/** The records as Zendesk answers them (OpenAPI of 2025-04-15), plus what the fake has to remember. All plain JSON. */
export type FakeUser = {
  readonly id: number
  name: string
  email: string | null
  readonly role: 'end-user' | 'agent' | 'admin'
  active: boolean
  external_id: string | null
  phone: string | null
  shared_phone_number: boolean | null
  organization_ids: number[]
  time_zone: string | null
  locale: string | null
  details: string | null
  notes: string | null
  tags: string[]
  user_fields: Record<string, string | number | boolean | null>
  suspended: boolean
  last_login_at: string | null
  readonly created_at: string
  updated_at: string
}

export type FakeIdentity = {
  readonly id: number
  readonly user_id: number
  readonly type: string
  readonly value: string
  readonly verified: boolean
  primary: boolean
  readonly created_at: string
  updated_at: string
}

export type FakeOrganization = { readonly id: number; readonly name: string }

export type FakeAttachment = {
  readonly id: number
  file_name: string
  content_type: string
  size: number
  /** What its bytes repeat. */
  text: string
  readonly inline: boolean
}

export type FakeComment = {
  readonly id: number
  readonly author_id: number
  html_body: string
  readonly public: boolean
  readonly attachments: FakeAttachment[]
  readonly metadata: { readonly system: { readonly ip_address?: string; readonly client?: string } }
  readonly created_at: string
}

/** `deleted`: in the list of deleted tickets. `scrubbed`: deleted for ever; what stays is in `scrub`. */
export type FakeTicket = {
  readonly id: number
  readonly requester_id: number
  assignee_id: number | null
  email_cc_ids: number[]
  follower_ids: number[]
  subject: string
  status: string
  tags: string[]
  custom_fields: { readonly id: number; value: string | null }[]
  satisfaction_rating: { score: string; comment: string | null } | null
  comments: FakeComment[]
  stage: 'live' | 'deleted' | 'scrubbed'
  deleted_at: string | null
  /** Closed so long ago that some lists leave it out. */
  readonly archived: boolean
  /** Its rows in bulk jobs fail. */
  readonly undeletable: boolean
  readonly created_at: string
  updated_at: string
}

export type FakeSideConversation = {
  readonly id: string
  readonly ticket_id: number
  readonly subject: string
  readonly participants: readonly Participant[]
  readonly messages: readonly { readonly from: Participant; readonly body: string }[]
  readonly created_at: string
}
export type Participant = { readonly user_id?: number; readonly name?: string; readonly email?: string }

export type FakeSuspendedTicket = {
  readonly id: number
  readonly author: { readonly id: number | null; readonly name: string; readonly email: string }
  readonly subject: string
  readonly content: string
  readonly recipient: string
  readonly cause: string
  readonly created_at: string
}

export type FakeChat = {
  readonly id: string
  readonly visitor: {
    readonly name: string
    readonly email: string
    readonly phone: string
    readonly notes: string
  }
  readonly session: { readonly ip: string; readonly city: string; readonly country_code: string }
  readonly messages: readonly { readonly name: string; readonly msg: string }[]
  /** Left while nobody was there: one message, in another form than a conversation. */
  readonly offline: boolean
  readonly timestamp: string
}

export type JobRow = { readonly id: number; readonly success?: true; readonly [key: string]: unknown }
export type FakeJob = {
  readonly id: string
  readonly action: 'delete' | 'scrub'
  readonly tickets: readonly number[]
  readonly queued_at: string
  results: readonly JobRow[] | null
}

/** A permanent deletion that was asked for; its compliance rows follow from the time. */
export type FakeDeletion = { readonly user_id: number; readonly requested_at: string; finished: boolean }

export type FakeToken = { readonly token: string; readonly expires_at: number | null }

export type FakeState = {
  lastId: number
  lastTicketId: number
  readonly users: FakeUser[]
  readonly identities: FakeIdentity[]
  readonly organizations: FakeOrganization[]
  readonly tickets: FakeTicket[]
  readonly sideConversations: FakeSideConversation[]
  readonly suspendedTickets: FakeSuspendedTicket[]
  readonly chats: FakeChat[]
  readonly jobs: FakeJob[]
  readonly deletions: FakeDeletion[]
  /** Those that are good besides the one that was made by hand. */
  readonly tokens: FakeToken[]
  /** What the searches know, by `user 12` or `ticket 34`, in lower case. */
  readonly index: Record<string, string>
  readonly unindexed: { readonly kind: 'user' | 'ticket'; readonly id: number; readonly since: string }[]
}

export const emptyState = (): FakeState => ({
  lastId: 27_412_000_000_000,
  lastTicketId: 1000,
  users: [],
  identities: [],
  organizations: [],
  tickets: [],
  sideConversations: [],
  suspendedTickets: [],
  chats: [],
  jobs: [],
  deletions: [],
  tokens: [],
  index: {},
  unindexed: [],
})
