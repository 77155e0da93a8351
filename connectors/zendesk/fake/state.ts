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
  organization_id: number | null
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
  readonly primary: boolean
  readonly created_at: string
}

export type FakeAttachment = {
  readonly id: number
  readonly file_name: string
  readonly content_type: string
  readonly size: number
  readonly content_url: string
}

export type FakeComment = {
  readonly id: number
  readonly type: 'Comment'
  readonly author_id: number
  readonly body: string
  readonly public: boolean
  readonly attachments: readonly FakeAttachment[]
  readonly metadata: { readonly system: { readonly ip_address?: string; readonly client?: string } }
  readonly created_at: string
}

/** `deleted`: in the list of deleted tickets. `scrubbed`: deleted for ever; id, requester and times stay. */
export type FakeTicket = {
  readonly id: number
  readonly requester_id: number
  subject: string
  status: string
  tags: string[]
  comments: FakeComment[]
  stage: 'live' | 'deleted' | 'scrubbed'
  deleted_at: string | null
  /** Its rows in bulk jobs fail. */
  readonly undeletable: boolean
  readonly created_at: string
  updated_at: string
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

export type FakeState = {
  lastId: number
  lastTicketId: number
  readonly users: FakeUser[]
  readonly identities: FakeIdentity[]
  readonly tickets: FakeTicket[]
  readonly jobs: FakeJob[]
  readonly deletions: FakeDeletion[]
}

export const emptyState = (): FakeState => ({
  lastId: 27_412_000_000_000,
  lastTicketId: 1000,
  users: [],
  identities: [],
  tickets: [],
  jobs: [],
  deletions: [],
})
