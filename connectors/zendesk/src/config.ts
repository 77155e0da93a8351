import { z } from 'zod'

/** Only for a fake on this machine: credentials never go to another host than Zendesk's. */
function isLoopbackOrigin(text: string): boolean {
  const url = URL.parse(text)
  return url !== null && url.origin === text && ['127.0.0.1', 'localhost', '[::1]'].includes(url.hostname)
}

/** How one Zendesk is reached. Every key is checked before anything runs. */
export const ZendeskConfig = z.strictObject({
  /** The `mailcamp` of mailcamp.zendesk.com. */
  subdomain: z
    .string()
    .regex(/^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/, 'write the subdomain only, in lower case'),
  /** An OAuth access token of an admin, with the scopes `read` and `write`. */
  token: z.string().regex(/^\S+$/, 'write the token, without spaces'),
  /** What the company put in the `external_id` of its users: identifiers of that kind are searched by it. */
  externalIdIs: z.enum(['customerNumber', 'accountId', 'externalId']).default('externalId'),
  /** Where a fake listens. */
  origin: z
    .string()
    .refine(isLoopbackOrigin, 'only an origin on this machine, like http://127.0.0.1:8080')
    .optional(),
})
export type ZendeskConfig = z.infer<typeof ZendeskConfig>
