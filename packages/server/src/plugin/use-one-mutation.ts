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
      if (operation.operation !== 'mutation' || countFields(context, operation.selectionSet) <= 1) return
      const message = 'An operation carries one mutation: send each in a request of its own.'
      context.reportError(new GraphQLError(message, { nodes: operation }))
    },
  }
}

/** How many fields are selected, counted no further than 2. */
function countFields(context: ValidationContext, root: SelectionSetNode): number {
  const ofFragments = new Map<string, number>()
  const count = ({ selections }: SelectionSetNode): number => {
    let fields = 0
    for (const selection of selections) {
      if (fields > 1) break
      if (selection.kind === Kind.INLINE_FRAGMENT) fields += count(selection.selectionSet)
      else if (selection.kind === Kind.FRAGMENT_SPREAD) fields += ofFragment(selection.name.value)
      else if (selection.name.value !== '__typename') fields += 1
    }
    return fields
  }
  // each fragment once: a few that spread each other twice would otherwise double the work at every level
  const ofFragment = (name: string): number => {
    const known = ofFragments.get(name)
    if (known !== undefined) return known
    ofFragments.set(name, 0) // a circle ends here; another rule refuses it
    const fragment = context.getFragment(name)
    const fields = fragment ? count(fragment.selectionSet) : 0
    ofFragments.set(name, fields)
    return fields
  }
  return count(root)
}
