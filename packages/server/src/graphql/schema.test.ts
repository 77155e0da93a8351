import {
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isIntrospectionType,
  isObjectType,
  isSpecifiedScalarType,
  type GraphQLNamedType,
} from 'graphql'
import { expect, test } from 'vitest'
import { connectors, systemsOf } from '../../test/connectors.ts'
import { isReservedName } from './reserved-names.ts'
import { createSchema, printSchemaOf } from './schema.ts'

const systems = [...systemsOf(connectors).values()]

test('every field of the schema has a guard; only where a page begins and ends is open', () => {
  const open: string[] = []
  const unguarded: string[] = []
  for (const type of ownTypes()) {
    if (!isObjectType(type) && !isInterfaceType(type)) continue
    for (const field of Object.values(type.getFields())) {
      const { guard } = field.extensions
      if (guard === 'public') open.push(`${type.name}.${field.name}`)
      else if (!Array.isArray(guard) || guard.length === 0) unguarded.push(`${type.name}.${field.name}`)
    }
  }
  expect(unguarded).toEqual([])
  expect(open.toSorted()).toEqual([
    'PageInfo.endCursor',
    'PageInfo.hasNextPage',
    'PageInfo.hasPreviousPage',
    'PageInfo.startCursor',
  ])
})

test('every type, field, argument and value is described', () => {
  const silent: string[] = []
  const check = (at: string, thing: { readonly description?: string | null | undefined }): void => {
    if (!thing.description) silent.push(at)
  }
  for (const type of ownTypes()) {
    check(type.name, type)
    if (isEnumType(type)) for (const value of type.getValues()) check(`${type.name}.${value.name}`, value)
    if (isInputObjectType(type)) {
      for (const field of Object.values(type.getFields())) check(`${type.name}.${field.name}`, field)
    }
    if (!isObjectType(type) && !isInterfaceType(type)) continue
    for (const field of Object.values(type.getFields())) {
      check(`${type.name}.${field.name}`, field)
      for (const argument of field.args) check(`${type.name}.${field.name}(${argument.name})`, argument)
    }
  }
  expect(silent).toEqual([])
})

test('no record type can take the name of a type of the API', () => {
  const names = Object.values(createSchema([]).getTypeMap())
    .filter((type) => !isIntrospectionType(type))
    .map(({ name }) => name)
  expect(names.filter((name) => !isReservedName(name))).toEqual([])
})

test('the types of the connectors are in the printed schema, sorted', () => {
  const sdl = printSchemaOf(systems)
  expect(sdl).toBe(printSchemaOf(systems.toReversed()))
  expect(sdl).toContain('type BillingPreference implements PersonalRecord {')
  expect(sdl).toContain('type SupportTicketCommentsAttachments {')
  expect(sdl).toContain('input SubjectInput @oneOf {')
  expect(sdl).toContain('  emailAddresses: [EmailAddress!]\n')
  expect(sdl).toMatch(/ {2}pageViews\([^)]*\): PageViewConnection\n/)
  expect(sdl).not.toContain('mailEvents')
  expect(sdl).not.toContain('nodes(')
})

test('types of stored values can carry whatever is stored', () => {
  const sdl = printSchemaOf(systems)
  expect(sdl).toContain('  bytes: Float\n')
  expect(sdl).toContain('  copies: Int\n')
  expect(sdl).toContain('  extra: JSON\n')
  expect(sdl).toContain('  format: String\n')
  expect(sdl).toContain('  issuedOn: String\n')
})

function ownTypes(): GraphQLNamedType[] {
  return Object.values(createSchema(systems).getTypeMap()).filter(
    (type) => !isIntrospectionType(type) && !isSpecifiedScalarType(type),
  )
}
