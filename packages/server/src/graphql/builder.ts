import './guard-plugin.ts'
import SchemaBuilder from '@pothos/core'
import ComplexityPlugin from '@pothos/plugin-complexity'
import RelayPlugin from '@pothos/plugin-relay'
import ScopeAuthPlugin from '@pothos/plugin-scope-auth'
import { GraphQLDateTime, GraphQLLocalDate } from 'graphql-scalars'
import type { Scope } from '../auth/scope.ts'
import type { BackingInterfaces, BackingObjects } from './backing.ts'
import type { Context } from './context.ts'
import { scopesNeeded } from './guard.ts'
import { Refusal } from './refusal.ts'
import { relayOptions } from './relay-options.ts'

export type ApiTypes = {
  Context: Context
  AuthScopes: Record<Scope, boolean>
  DefaultAuthStrategy: 'all'
  DefaultFieldNullability: false
  DefaultEdgesNullability: { list: false; items: false }
  DefaultNodeNullability: false
  Objects: BackingObjects
  Interfaces: BackingInterfaces
  Scalars: {
    ID: { Input: string; Output: string }
    DateTime: { Input: Date; Output: Date }
    LocalDate: { Input: string; Output: string }
    JSON: { Input: unknown; Output: unknown }
  }
}

export type Builder = ReturnType<typeof createBuilder>

/** A new builder. It is mutable and gathers one schema, so each schema has its own. */
export function createBuilder() {
  const builder = new SchemaBuilder<ApiTypes>({
    plugins: [RelayPlugin, ScopeAuthPlugin, 'guard', ComplexityPlugin],
    defaultFieldNullability: false,
    relay: relayOptions,
    complexity: { defaultComplexity: 1, defaultListMultiplier: 1 },
    scopeAuth: {
      authScopes: ({ actor: { scopes } }) => ({
        'subject:read': scopes.has('subject:read'),
        'subject:erase': scopes.has('subject:erase'),
        'subject:export': scopes.has('subject:export'),
        'request:read': scopes.has('request:read'),
        'request:manage': scopes.has('request:manage'),
        'system:read': scopes.has('system:read'),
      }),
      defaultStrategy: 'all',
      treatErrorsAsUnauthorized: true,
      authorizeOnSubscribe: true,
      unauthorizedError: (_parent, _context, _info, { failure }) =>
        new Refusal('FORBIDDEN', 'Your token does not allow this.', { needs: scopesNeeded(failure) }),
    },
  })
  builder.addScalarType('DateTime', GraphQLDateTime)
  builder.addScalarType('LocalDate', GraphQLLocalDate)
  builder.queryType({ description: 'What can be asked. Nothing here changes anything.' })
  builder.mutationType({ description: 'What can be done. One operation carries one of them.' })
  builder.subscriptionType({ description: 'What can be followed, as server-sent events.' })
  return builder
}
