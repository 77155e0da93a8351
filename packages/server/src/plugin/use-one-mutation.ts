import { GraphQLError, Kind, type ASTVisitor, type SelectionSetNode, type ValidationContext } from 'graphql'
import type { Plugin } from 'graphql-yoga'

/**
 * One operation carries one mutation: under aliases, a single request could erase a hundred people past every limit
 * on requests.
 */
export function useOneMutation(): Plugin {
  return {
    onValidate({ addValidationRule }) {
      addValidationRule(oneMutation)
    },
  }
}

function oneMutation(context: ValidationContext): ASTVisitor {
  return {
    OperationDefinition(operation) {
      if (operation.operation !== 'mutation' || countFields(context, operation.selectionSet, new Set()) <= 1)
        return
      const message = 'An operation carries one mutation: send each in a request of its own.'
      context.reportError(new GraphQLError(message, { nodes: operation }))
    },
  }
}

function countFields(
  context: ValidationContext,
  { selections }: SelectionSetNode,
  seen: ReadonlySet<string>,
): number {
  let count = 0
  for (const selection of selections) {
    if (selection.kind === Kind.FIELD) {
      if (selection.name.value !== '__typename') count += 1
    } else if (selection.kind === Kind.INLINE_FRAGMENT) {
      count += countFields(context, selection.selectionSet, seen)
    } else if (!seen.has(selection.name.value)) {
      const fragment = context.getFragment(selection.name.value)
      // a circle of fragments is another rule's to refuse
      if (fragment)
        count += countFields(context, fragment.selectionSet, new Set([...seen, selection.name.value]))
    }
  }
  return count
}
