import { identifierKinds } from '@rechtop/schema'
import { z } from 'zod'

function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== ''
  } catch {
    return false
  }
}

/** What a company decides for itself. Every key has a safe default but its name and its contact. */
export const Policy = z.strictObject({
  /** Who answers for the data. */
  controller: z.strictObject({
    name: z.string().min(1),
    /** Where a subject can turn to. */
    contact: z.string().min(1),
  }),
  /** The day on which its financial year ends, as --MM-DD writes it without the dashes: "12-31". */
  financialYearEnd: z
    .string()
    .regex(/^(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/, 'write month and day as MM-DD')
    .default('12-31'),
  /** The calendar in which days are counted. */
  timeZone: z
    .string()
    .refine(isTimeZone, 'write a time zone such as Europe/Amsterdam')
    .default('Europe/Amsterdam'),
  /** Who must approve a plan before anything is erased. */
  approval: z.strictObject({ erasure: z.enum(['nobody', 'one-person']) }).default({ erasure: 'one-person' }),
  /** Local parts of mailboxes that several people read, besides those that Rechtop knows. */
  roleMailboxes: z.array(z.string()).default([]),
  /** Kinds of identifiers by which people may be looked up. */
  identifiers: z.array(z.enum(identifierKinds)).default([...identifierKinds]),
  /** How many days before its last day a request that still waits for a system is shown to a person. */
  attentionDays: z.int().min(0).max(28).default(7),
  /** How many days after its end an erasure is looked at again. Empty: never. */
  recheckDays: z
    .array(z.int().min(1).max(90))
    .max(5)
    .refine(
      (days) => days.every((day, index) => index === 0 || day > (days[index - 1] ?? 0)),
      'each day comes after the one before',
    )
    .default([1, 7, 30]),
  /** How many days an export can be fetched. */
  exportDays: z.int().min(1).max(90).default(7),
  /** How many days it is remembered, at the least, what was done under an idempotency key. */
  idempotencyDays: z.int().min(1).max(3650).default(30),
})
export type Policy = Readonly<z.infer<typeof Policy>>
