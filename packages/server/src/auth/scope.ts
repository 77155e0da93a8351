/** What a token may allow. One per thing that a person would grant apart from the others. */
export const scopes = {
  'subject:read': 'Look a person up and see what is stored about them, and what an erasure would do.',
  'subject:erase': 'Ask for an erasure.',
  'subject:export': 'Ask for an export, and fetch it.',
  'request:read': 'See requests, their plans and their progress.',
  'request:manage': 'Approve, decide, cancel and retry requests.',
  'system:read': 'See the systems and whether they can be reached.',
} as const

export type Scope = keyof typeof scopes

export const allScopes: readonly Scope[] = [
  'subject:read',
  'subject:erase',
  'subject:export',
  'request:read',
  'request:manage',
  'system:read',
]

export function isScope(value: unknown): value is Scope {
  return typeof value === 'string' && Object.hasOwn(scopes, value)
}
