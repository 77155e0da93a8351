import { createPrivateKey } from 'node:crypto'
import { isLoopback, isLoopbackOrigin } from '@rechtop/connector/http'
import { z } from 'zod'

const google = { api: 'https://analyticsadmin.googleapis.com', token: 'https://oauth2.googleapis.com/token' }

/** Whether it is an address of this machine, where a fake listens: credentials go to Google, and nowhere else outside. */
function isOnThisMachine(text: string): boolean {
  const url = URL.parse(text)
  return url !== null && isLoopback(url)
}

function isRsaKey(text: string): boolean {
  try {
    return createPrivateKey(text).asymmetricKeyType === 'rsa'
  } catch {
    return false
  }
}

/** The file that Google gives for a key of a service account; what else stands in it is not used. */
export const ServiceAccount = z.object({
  client_email: z.string().min(1),
  private_key: z.string().refine(isRsaKey, 'write the private key as it stands in the key file'),
  private_key_id: z.string().optional(),
  token_uri: z
    .string()
    .refine((uri) => uri === google.token || isOnThisMachine(uri), `write ${google.token}`)
    .default(google.token),
})
export type ServiceAccount = z.infer<typeof ServiceAccount>

function fromJson(value: unknown): unknown {
  if (typeof value !== 'string') return value
  try {
    return JSON.parse(value)
  } catch {
    return null
  }
}

export const GoogleAnalyticsConfig = z.strictObject({
  property: z.coerce
    .number('write the number of the property (Admin, Property details), not the measurement ID (G-…)')
    .int()
    .positive(),
  /** The key file, as JSON or parsed. */
  serviceAccount: z.preprocess(fromJson, ServiceAccount),
  /** What the company sends as `user_id`; left out where it sends none. */
  userIdIs: z.enum(['customerNumber', 'accountId', 'externalId']).optional(),
  /** Whether the property collects e-mail addresses that visitors give (User-provided data collection). */
  userProvidedData: z.boolean().default(false),
  /** Where a fake listens. */
  origin: z
    .string()
    .refine(isLoopbackOrigin, 'only an origin on this machine, like http://127.0.0.1:8080')
    .optional(),
})
export type GoogleAnalyticsConfig = z.infer<typeof GoogleAnalyticsConfig>

export const originOf = ({ origin = google.api }: GoogleAnalyticsConfig): string => origin
