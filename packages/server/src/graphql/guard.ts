import { AuthScopeFailureType, type AuthFailure } from '@pothos/plugin-scope-auth'

/** What stands about a person. */
export const readsSubjects = { 'subject:read': true } as const
/** Requests, however one came by them: whoever may make or carry on a request may see what became of it. */
export const readsRequests = {
  $any: { 'request:read': true, 'request:manage': true, 'subject:erase': true, 'subject:export': true },
} as const
/** What belongs to people and to requests alike. */
export const readsSubjectsOrRequests = { $any: { 'subject:read': true, ...readsRequests.$any } } as const
/** What holds no data of anybody, but stands beside all that does: systems, holdings, failures. */
export const readsAnything = { $any: { 'system:read': true, ...readsSubjectsOrRequests.$any } } as const

/** The scopes whose lack made it fail, for the person who must ask for a better token. */
export function scopesNeeded(failure: AuthFailure): string[] {
  switch (failure.kind) {
    case AuthScopeFailureType.AuthScope:
      return [failure.scope]
    case AuthScopeFailureType.AnyAuthScopes:
    case AuthScopeFailureType.AllAuthScopes:
      return failure.failures.flatMap(scopesNeeded)
    default:
      return []
  }
}
