import type { FakeUser } from './state.ts'

export type SeedAttachment = {
  readonly fileName: string
  readonly contentType?: string
  readonly bytes?: number
  /** What its bytes repeat; its file name when left out. */
  readonly text?: string
  /** Shown in the text of the comment. */
  readonly inline?: true
}
export type SeedComment = {
  readonly body: string
  /** In place of the plain text. */
  readonly htmlBody?: string
  /** A note between colleagues when false. */
  readonly public?: boolean
  readonly byAgent?: boolean
  /** The primary address of another seeded user who wrote it. */
  readonly by?: string
  readonly ip?: string
  readonly attachments?: readonly SeedAttachment[]
  readonly createdAt?: string
}
/** People are named by the primary address of a seeded user. */
export type SeedTicket = {
  readonly subject: string
  readonly status?: 'new' | 'open' | 'pending' | 'hold' | 'solved' | 'closed'
  /** Closed long ago. */
  readonly archived?: true
  readonly tags?: readonly string[]
  readonly customFields?: readonly { readonly id: number; readonly value: string }[]
  readonly rating?: { readonly score: 'good' | 'bad' | 'offered'; readonly comment: string | null }
  readonly ccs?: readonly string[]
  readonly followers?: readonly string[]
  readonly assignee?: string
  readonly comments?: readonly SeedComment[]
  readonly sideConversations?: readonly SeedSideConversation[]
  /** Bulk jobs complete, but their row for it fails. */
  readonly undeletable?: boolean
  /** Hung on the first comment. */
  readonly attachments?: readonly SeedAttachment[]
  readonly createdAt?: string
}
export type SeedSideConversation = {
  readonly subject: string
  readonly with: readonly string[]
  readonly messages: readonly {
    readonly body: string
    /** An address; left out: by support. */
    readonly from?: string
  }[]
}
export type SeedUser = {
  readonly name: string
  readonly email?: string
  readonly extraEmails?: readonly (string | { readonly value: string; readonly verified: boolean })[]
  readonly externalId?: string
  readonly phone?: string
  readonly sharedPhone?: boolean
  readonly role?: FakeUser['role']
  readonly organizations?: readonly string[]
  readonly details?: string
  readonly notes?: string
  readonly tags?: readonly string[]
  readonly userFields?: FakeUser['user_fields']
  readonly timeZone?: string
  readonly locale?: string
  readonly createdAt?: string
  readonly lastLoginAt?: string
  readonly tickets?: readonly SeedTicket[]
}
export type SeedSuspendedTicket = {
  readonly from: { readonly name: string; readonly email: string }
  readonly subject: string
  readonly content: string
  readonly cause?: string
  readonly createdAt?: string
}
export type SeedChat = {
  readonly visitor: {
    readonly name: string
    readonly email: string
    readonly phone?: string
    readonly notes?: string
  }
  readonly ip?: string
  readonly city?: string
  readonly messages: readonly { readonly text: string; readonly byAgent?: true }[]
  readonly offline?: true
  readonly createdAt?: string
}
export type Seed = {
  readonly users: readonly SeedUser[]
  readonly suspendedTickets?: readonly SeedSuspendedTicket[]
  readonly chats?: readonly SeedChat[]
}
/** By position of the seeded users. */
export type Seeded = readonly { readonly id: string; readonly tickets: readonly string[] }[]
