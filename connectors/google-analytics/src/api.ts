import { FailureError, misconfigured, permanent, transient, unauthorized } from '@rechtop/connector'
import type { Budget, Context, Failure } from '@rechtop/connector'
import type { HttpClient } from '@rechtop/connector/http'
import { z } from 'zod'
import type { GoogleAnalyticsConfig } from './config.ts'
import type { Visitor } from './visitor.ts'

export type GoogleAnalyticsContext = Pick<
  Context<GoogleAnalyticsConfig, HttpClient>,
  'client' | 'config' | 'signal' | 'now' | 'pace'
>

/**
 * Ten calls a second and address, which is also the limit of 600 a minute and user (Google Analytics, Limits and
 * quotas; Admin API, Quotas); 500 deletions a day and property.
 */
const calls: Budget = { name: 'calls', calls: 10, seconds: 1 }
const deletions: Budget = { name: 'user-deletions', calls: 500, seconds: 86_400 }

export function budgetsOf(method: string): readonly Budget[] {
  return method === 'POST' ? [calls, deletions] : [calls]
}

/** Why Google refuses: a role, a quota and an API that is off all get a 403. */
const Refusal = z.object({
  error: z.object({ details: z.array(z.object({ reason: z.string().optional() })) }),
})

export function refused(status: 401 | 403, method: string, _path: string, body: unknown): Failure {
  const reasons = Refusal.safeParse(body).data?.error.details.map(({ reason }) => reason) ?? []
  if (reasons.includes('RATE_LIMIT_EXCEEDED')) return transient
  if (status === 401)
    return unauthorized('a service account that is enabled: Google gave it a token and does not accept it')
  if (method === 'POST')
    return unauthorized(
      'the role Editor in the property for the service account (Admin, Property access management)',
    )
  return unauthorized(
    'access of the service account to the property that the configuration names (Admin, Property access management), or the Google Analytics Admin API, enabled in its Google Cloud project',
  )
}

const Property = z.object({ name: z.string(), deleteTime: z.string().nullish() })
/** Fields that are false are left out of Google's JSON. */
const Settings = z.object({ userProvidedDataCollectionEnabled: z.boolean().default(false) })
const Submitted = z.object({ deletionRequestTime: z.iso.datetime({ offset: true }) })

export function readProperty(context: GoogleAnalyticsContext): Promise<z.infer<typeof Property>> {
  return ask(context, 'GET', 'v1beta', '', Property)
}

export function readUserProvidedData(context: GoogleAnalyticsContext): Promise<z.infer<typeof Settings>> {
  return ask(context, 'GET', 'v1alpha', '/userProvidedDataSettings', Settings)
}

/**
 * Asks Google to delete what it has of a visitor up to now, and tells when that was. Google takes no key that would
 * tell a second try: one moves the moment up to which is deleted, and does nothing else.
 */
export async function submitUserDeletion(
  { by, value }: Visitor,
  context: GoogleAnalyticsContext,
): Promise<string> {
  const body = { [by]: value }
  return (await ask(context, 'POST', 'v1alpha', ':submitUserDeletion', Submitted, body)).deletionRequestTime
}

async function ask<Answer>(
  { client, config, ...call }: GoogleAnalyticsContext,
  method: 'GET' | 'POST',
  version: 'v1alpha' | 'v1beta',
  what: string,
  schema: z.ZodType<Answer>,
  body?: Readonly<Record<string, string>>,
): Promise<Answer> {
  const path = `/${version}/properties/${config.property}${what}`
  const answer = await client.request(method, path, { ...call, body })
  if (answer.status === 404) throw new FailureError(misconfigured('property'))
  if (answer.status >= 300) throw new FailureError(permanent('Google Analytics refused a request as invalid'))
  const { data, success } = schema.safeParse(answer.body)
  // the error of zod stays behind: it can quote the answer
  if (!success)
    throw new FailureError(permanent('Google Analytics answered in another form than its documentation says'))
  return data
}
