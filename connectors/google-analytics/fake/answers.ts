import type { Answer } from '@rechtop/connector/fake'

export const ok = (body: unknown): Answer => ({ status: 200, body })

/** Google's envelope of an error, with the reason that its infrastructure gives (google.rpc.ErrorInfo). */
function refusal(code: number, status: string, message: string, reason?: string): Answer {
  const info = {
    '@type': 'type.googleapis.com/google.rpc.ErrorInfo',
    reason,
    domain: 'googleapis.com',
    metadata: { service: 'analyticsadmin.googleapis.com' },
  }
  const details = reason === undefined ? {} : { details: [info] }
  return { status: code, body: { error: { code, message, status, ...details } } }
}

export const unauthenticated = refusal(
  401,
  'UNAUTHENTICATED',
  'Request had invalid authentication credentials. Expected OAuth 2 access token, login cookie or other valid authentication credential.',
  'ACCESS_TOKEN_EXPIRED',
)
export const wrongScope = refusal(
  403,
  'PERMISSION_DENIED',
  'Request had insufficient authentication scopes.',
  'ACCESS_TOKEN_SCOPE_INSUFFICIENT',
)
export const apiDisabled = refusal(
  403,
  'PERMISSION_DENIED',
  'Google Analytics Admin API has not been used in project before or it is disabled.',
  'SERVICE_DISABLED',
)
export const denied = refusal(403, 'PERMISSION_DENIED', 'The caller does not have permission')
export const notFound = refusal(404, 'NOT_FOUND', 'Requested entity was not found.')
export const invalid = refusal(400, 'INVALID_ARGUMENT', 'Request contains an invalid argument.')
export const exhausted = refusal(
  429,
  'RESOURCE_EXHAUSTED',
  'Resource has been exhausted (e.g. check quota).',
  'RATE_LIMIT_EXCEEDED',
)
export const broken = (status: 429 | 500 | 503): Answer => {
  if (status === 429) return exhausted
  return refusal(status, status === 500 ? 'INTERNAL' : 'UNAVAILABLE', 'Internal error encountered.')
}
