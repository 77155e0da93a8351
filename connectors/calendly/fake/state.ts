/** The records as Calendly's OpenAPI of August 2026 has them, by the last part of their addresses. All plain JSON. */
export type FakeInvitee = {
  readonly uuid: string
  email: string
  name: string
  readonly status: 'active' | 'canceled'
  readonly timezone: string
  readonly text_reminder_number: string | null
  questions_and_answers: readonly {
    readonly question: string
    readonly answer: string
    readonly position: number
  }[]
  readonly tracking: Readonly<Record<string, string | null>>
  readonly payment: {
    readonly external_id: string
    readonly provider: 'stripe' | 'paypal'
    readonly amount: number
    readonly currency: string
    readonly terms: string | null
    readonly successful: boolean
  } | null
  readonly cancellation?: {
    readonly canceled_by: string
    readonly reason: string | null
    readonly canceler_type: 'host' | 'invitee'
    readonly created_at: string
  }
  readonly no_show: { readonly uri: string; readonly created_at: string } | null
  readonly cancel_url: string
  readonly reschedule_url: string
  readonly created_at: string
  readonly updated_at: string
}

export type FakeEvent = {
  readonly uuid: string
  readonly name: string
  readonly status: 'active' | 'canceled'
  readonly start_time: string
  readonly end_time: string
  readonly meeting_notes_plain: string | null
  readonly location: { readonly type: string; readonly location?: string | null }
  readonly event_guests: readonly { readonly email: string }[]
  readonly invitees: FakeInvitee[]
}

export type FakeContact = {
  readonly uuid: string
  readonly emails: readonly { readonly email: string; readonly is_primary: boolean }[]
  readonly name: string | null
  readonly phone_numbers: readonly { readonly phone_number: string }[]
  readonly timezone: string | null
  readonly job_title: string | null
  readonly company: string | null
  readonly country: string | null
  readonly state: string | null
  readonly city: string | null
  readonly linkedin: string | null
  readonly custom_fields: readonly {
    readonly uri: string
    readonly label: string
    readonly value: string | null
  }[]
  readonly created_at: string
  readonly updated_at: string
}

export type FakeState = {
  lastId: number
  readonly events: FakeEvent[]
  readonly contacts: FakeContact[]
  /** Asked for and not carried out yet. */
  readonly deletions: { readonly emails: readonly string[]; readonly requestedAt: string }[]
}

export const emptyState = (): FakeState => ({ lastId: 0, events: [], contacts: [], deletions: [] })
