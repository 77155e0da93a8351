import { GraphQLError, parse, type ASTVisitor, type Source, type ValidationContext } from 'graphql'
import type { Plugin } from 'graphql-yoga'

const mostTokens = 4_000
const mostAliases = 15
const mostDirectives = 50

/** Refuses queries that are large as text, before anything else is done with them. The limits are not told. */
export function useQuerySize(): Plugin {
  return {
    onParse({ setParseFn }) {
      setParseFn((source: string | Source, options?: object) =>
        parse(source, { ...options, maxTokens: mostTokens }),
      )
    },
    onValidate({ addValidationRule }) {
      addValidationRule(limitedSize)
    },
  }
}

function limitedSize(context: ValidationContext): ASTVisitor {
  let aliases = 0
  let directives = 0
  return {
    Field({ alias }) {
      if (alias !== undefined) aliases += 1
    },
    Directive() {
      directives += 1
    },
    Document: {
      leave(document) {
        if (aliases <= mostAliases && directives <= mostDirectives) return
        context.reportError(
          new GraphQLError('The query is too large: ask for less at a time.', { nodes: document }),
        )
      },
    },
  }
}
