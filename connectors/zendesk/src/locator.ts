import { z } from 'zod'

/**
 * A person in Zendesk is a user. Mail that was held back, and chats, can be there of an address that no user has: then
 * the address itself is all that leads to them (the engine keeps locators sealed).
 */
export const ZendeskLocator = z.union([
  z.strictObject({ userId: z.string().regex(/^\d+$/) }),
  z.strictObject({ address: z.string().regex(/^[^\s@]+@[^\s@]+$/) }),
])
export type ZendeskLocator = z.infer<typeof ZendeskLocator>
