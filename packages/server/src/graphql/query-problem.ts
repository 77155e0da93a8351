import { GraphQLError, Kind, type ASTNode } from 'graphql'

const kindsOfValues: readonly ASTNode['kind'][] = [
  Kind.INT,
  Kind.FLOAT,
  Kind.STRING,
  Kind.BOOLEAN,
  Kind.NULL,
  Kind.ENUM,
  Kind.LIST,
  Kind.OBJECT,
]

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
  if (node !== undefined && kindsOfValues.includes(node.kind)) {
    return say('BAD_USER_INPUT', 'A value in the query is not what the schema asks there.')
  }
  if (node !== undefined) {
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
