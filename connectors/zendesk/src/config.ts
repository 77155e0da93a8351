import { isLoopbackOrigin } from '@rechtop/connector/http'
import { z } from 'zod'

/** Only for a fake on this machine: credentials never go to another host than Zendesk's. */
const loopbackOrigin = z
  .string()
  .refine(isLoopbackOrigin, 'only an origin on this machine, like http://127.0.0.1:8080')

const secret = z.string().regex(/^\S+$/, 'write it without spaces')

/** How one Zendesk is reached. Every key is checked before anything runs. */
export const ZendeskConfig = z
  .strictObject({
    /** The `mailcamp` of mailcamp.zendesk.com. */
    subdomain: z
      .string()
      .regex(/^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/, 'write the subdomain only, in lower case'),
    /** An OAuth client of the kind "confidential", made by an admin: it gets its tokens itself. */
    client: z.strictObject({ id: secret, secret }).optional(),
    /** In its place, an OAuth access token of an admin, with the scopes `read` and `write`. */
    token: secret.optional(),
    /** What the company put in the `external_id` of its users: identifiers of that kind are searched by it. */
    externalIdIs: z.enum(['customerNumber', 'accountId', 'externalId']).default('externalId'),
    /** Numbers of users who worked in this Zendesk and do not any more: what they wrote is support’s. */
    formerStaff: z.array(z.string().regex(/^\d+$/)).default([]),
    /** What the plan allows (Suite Team 200, Growth and Professional 400, Enterprise 700), all programs together. */
    requestsPerMinute: z.int().min(10).max(100_000).default(200),
    /** What the account has besides Support. What is not named here is not looked at, and `check` says so. */
    addOns: z
      .strictObject({ sideConversations: z.boolean().default(false), chat: z.boolean().default(false) })
      .default({ sideConversations: false, chat: false }),
    /** Where a fake listens. */
    origin: loopbackOrigin.optional(),
    /** Where a fake keeps its files. */
    fileOrigin: loopbackOrigin.optional(),
  })
  .refine(({ client, token }) => (client === undefined) !== (token === undefined), {
    path: ['client'],
    message: 'give either an OAuth client or a token',
  })
export type ZendeskConfig = z.infer<typeof ZendeskConfig>

/** Where attachments are kept: the account's host sends there, by an address that is a credential itself. */
const fileHost = '*.zdusercontent.com'

export const originOf = ({ subdomain, origin }: ZendeskConfig): string =>
  origin ?? `https://${subdomain}.zendesk.com`

export const fileHostsOf = ({ fileOrigin }: ZendeskConfig): string[] =>
  fileOrigin === undefined ? [fileHost] : [new URL(fileOrigin).host]
