import { expect, test } from 'vitest'
import { createBuilder, type Builder } from './builder.ts'

const guarded = { 'system:read': true } as const

function build(add: (builder: Builder) => void): () => unknown {
  const builder = createBuilder()
  builder.queryField('harmless', (t) => t.boolean({ authScopes: guarded, resolve: () => true }))
  builder.mutationField('harmless', (t) => t.boolean({ authScopes: guarded, resolve: () => true }))
  builder.subscriptionField('harmless', (t) =>
    t.boolean({ authScopes: guarded, subscribe: async function* () {}, resolve: () => true }),
  )
  add(builder)
  return () => builder.toSchema()
}

test('a schema whose fields all have a guard is built', () => {
  expect(build(() => undefined)).not.toThrow()
})

test('an unguarded query, mutation or subscription is refused', () => {
  expect(build((builder) => builder.queryField('open', (t) => t.int({ resolve: () => 1 })))).toThrow(
    'Query.open',
  )
  expect(build((builder) => builder.mutationField('open', (t) => t.int({ resolve: () => 1 })))).toThrow(
    'Mutation.open',
  )
  expect(
    build((builder) =>
      builder.subscriptionField('open', (t) => t.int({ subscribe: async function* () {}, resolve: () => 1 })),
    ),
  ).toThrow('Subscription.open')
})

test('an unguarded field of a type is refused, and a guard on the type counts for it', () => {
  const type = (scopes: object) => (builder: Builder) =>
    builder
      .objectRef<object>('Thing')
      .implement({ ...scopes, fields: (t) => ({ open: t.int({ resolve: () => 1 }) }) })
  expect(build(type({}))).toThrow('Thing.open has no guard')
  expect(build(type({ authScopes: guarded }))).not.toThrow()
})

test('fields that come from an interface count', () => {
  const type = (scopes: object) => (builder: Builder) => {
    const shape = builder.interfaceRef<object>('Shape').implement({
      ...scopes,
      fields: (t) => ({ inherited: t.int({ resolve: () => 1 }) }),
    })
    builder.objectRef<object>('Thing').implement({ interfaces: [shape] })
  }
  expect(build(type({}))).toThrow('inherited has no guard')
  expect(build(type({ authScopes: guarded }))).not.toThrow()
})

test('connections and edges count', () => {
  const connection = (onConnection: object, onEdge: object) => (builder: Builder) => {
    const thing = builder.objectRef<object>('Thing').implement({
      authScopes: guarded,
      fields: (t) => ({ one: t.int({ resolve: () => 1 }) }),
    })
    builder.connectionObject(
      { type: thing, name: 'ThingConnection', ...onConnection },
      { name: 'ThingEdge', ...onEdge },
    )
  }
  expect(build(connection({ authScopes: guarded }, {}))).toThrow('ThingEdge')
  expect(build(connection({}, { authScopes: guarded }))).toThrow('ThingConnection')
  expect(build(connection({ authScopes: guarded }, { authScopes: guarded }))).not.toThrow()
})

test('a node needs a guard for its id too', () => {
  const node = (scopes: object) => (builder: Builder) =>
    builder.node('Request', { ...scopes, id: { resolve: ({ id }) => id }, fields: () => ({}) })
  // the interface Node has one
  expect(build(node({}))).not.toThrow()
})

test('a guard that could let everybody in is none', () => {
  const field = (authScopes: object) => (builder: Builder) =>
    builder.queryField('open', (t) => t.int({ authScopes, resolve: () => 1 }))
  expect(build(field({}))).toThrow('names a scope')
  expect(build(field(() => true))).toThrow('names a scope')
  expect(build(field({ $any: {} }))).toThrow('names a scope')
  expect(build(field({ 'system:read': false }))).toThrow('names a scope')
})

test('what would switch a guard off is refused', () => {
  const field = (options: object) => (builder: Builder) =>
    builder.queryField('open', (t) => t.int({ authScopes: guarded, ...options, resolve: () => 1 }))
  expect(build(field({ skipTypeScopes: true }))).toThrow('do without skipTypeScopes')
  expect(build(field({ unauthorizedResolver: () => 1 }))).toThrow('do without unauthorizedResolver')
})
