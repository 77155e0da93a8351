import type { RequestError } from '@rechtop/engine'
import type { z } from 'zod'

/** Something in the input that a person can mend: what, and where. Never what was sent. */
export type Problem = RequestError

export function invalidInput(message: string, path: Problem['path']): Problem {
  return { code: 'INVALID_INPUT', message, path }
}

/** Problems from zod. Its own texts can quote what was sent, so each check has a text of ours. */
export function problemsOf(error: z.ZodError, path: Problem['path']): Problem[] {
  return error.issues.map((issue) =>
    invalidInput(
      issue.code === 'custom' || issue.code === 'too_big' || issue.code === 'too_small'
        ? issue.message
        : 'This value cannot be read.',
      [...path, ...issue.path.map((step) => (typeof step === 'symbol' ? String(step) : step))],
    ),
  )
}
