import { identifierProblem, type Identifier } from '@rechtop/schema'

/** Why an identifier can't be searched for. */
export function searchProblem(identifier: Identifier, allowed: readonly string[]): string | null {
  if (!allowed.includes(identifier.kind))
    return `${identifier.kind} is not a kind that the policy allows to search by`
  return identifierProblem(identifier)
}
