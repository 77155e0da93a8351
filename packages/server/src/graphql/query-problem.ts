import { GraphQLError, Kind, type ASTNode } from 'graphql'

/** Where a value stands: what is said of these quotes it. */
const kindsOfValues: readonly ASTNode['kind'][] = [
  Kind.VARIABLE,
  Kind.INT,
  Kind.FLOAT,
  Kind.STRING,
  Kind.BOOLEAN,
  Kind.NULL,
  Kind.ENUM,
  Kind.LIST,
  Kind.OBJECT,
  Kind.OBJECT_FIELD,
]
/** Where only names stand: what is said of these may stay. */
const kindsOfNames: readonly ASTNode['kind'][] = [
  Kind.ARGUMENT,
  Kind.DIRECTIVE,
  Kind.DOCUMENT,
  Kind.FIELD,
  Kind.FRAGMENT_DEFINITION,
  Kind.FRAGMENT_SPREAD,
  Kind.INLINE_FRAGMENT,
  Kind.NAME,
  Kind.NAMED_TYPE,
  Kind.OPERATION_DEFINITION,
  Kind.SELECTION_SET,
]

export const textOfWrongValue = 'A value in the query is not what the schema asks there.'

/** What is said of variables without their values: only names and types. */
const withoutValue = [
  /^Variable "\$\w+" is never used\.$/,
  /^Variable "\$\w+" of type "[\w[\]!]+" used in position expecting type "[\w[\]!]+"\.$/,
  /^Variable "\$\w+" has invalid value( at [.\w[\]]+)?: Expected a? ?value of non-null type "[\w[\]!]+" (not to be null|to be provided)\.$/,
  /^Variable "\$\w+" has invalid value( at [.\w[\]]+)?: Within OneOf Input Object type "\w+", exactly one field must be specified, and the value for that field must be non-null\.$/,
]
/** The place in a variable, which stands before the value in the message. */
const placeInVariable = /^Variable "\$\w+" has invalid value at \.?([.\w[\]]+):/

export const isAboutVariable = ({ nodes }: GraphQLError): boolean =>
  nodes?.[0]?.kind === Kind.VARIABLE_DEFINITION

/** Whether an error is about a value that somebody sent. */
export const isAboutValue = ({ nodes }: GraphQLError): boolean =>
  nodes?.[0] !== undefined && kindsOfValues.includes(nodes[0].kind)

/** What is wrong with a query, without the values that it holds: GraphQL’s own messages quote them. */
export function problemOfQuery(error: GraphQLError, suggests: boolean): GraphQLError {
  const { nodes, source, positions } = error
  const place = { nodes, source, positions }
  const node = nodes?.[0]
  const say = (code: string, message: string, at: object = place): GraphQLError => {
    const { http } = error.extensions
    return new GraphQLError(message, { ...at, extensions: { code, ...(http !== undefined && { http }) } })
  }
  if (node?.kind === Kind.VARIABLE_DEFINITION) {
    if (withoutValue.some((pattern) => pattern.test(error.message)))
      return say('BAD_USER_INPUT', error.message)
    const at = placeInVariable.exec(error.message)?.[1]
    const what = `The value of the variable "$${node.variable.name.value}" is not what the schema asks`
    return say('BAD_USER_INPUT', at === undefined ? `${what}.` : `${what}, at "${at}".`)
  }
  if (isAboutValue(error)) return say('BAD_USER_INPUT', textOfWrongValue)
  if (node !== undefined) {
    if (!kindsOfNames.includes(node.kind)) {
      return say('GRAPHQL_VALIDATION_FAILED', 'The query does not fit the schema.')
    }
    const message = suggests ? error.message : error.message.replace(/ Did you mean .*$/s, '')
    return say('GRAPHQL_VALIDATION_FAILED', message)
  }
  if (error.message.includes('Parsing aborted')) {
    // without its place, which would tell the limit
    return say('QUERY_TOO_LARGE', 'The query is too large: ask for less at a time.', {})
  }
  if (error.message.startsWith('Syntax Error'))
    return say('GRAPHQL_PARSE_FAILED', 'The query cannot be read.')
  const { http = { status: 400 } } = error.extensions
  const message = 'This cannot be carried out: send one GraphQL operation as JSON.'
  return new GraphQLError(message, { extensions: { code: 'BAD_REQUEST', http: { ...http, spec: false } } })
}
