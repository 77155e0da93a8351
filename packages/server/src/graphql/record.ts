import type { OutputRef } from '@pothos/core'
import type { RecordType } from '@rechtop/schema'
import { GraphQLJSON } from 'graphql-scalars'
import type { StoredRecord } from './backing.ts'
import type { ApiTypes, Builder } from './builder.ts'
import { readsSubjects } from './guard.ts'
import { fieldsOf, type JsonField, type JsonShape } from './json-shape.ts'
import { fieldOf, presentable, presentableList } from './stored-value.ts'

type Output = 'String' | 'Int' | 'Float' | 'Boolean' | 'JSON' | OutputRef<unknown>
export type RecordRef = OutputRef<StoredRecord>
type FieldBuilder<Parent> = PothosSchemaTypes.ObjectFieldBuilder<
  PothosSchemaTypes.ExtendDefaultTypes<ApiTypes>,
  Parent
>

/**
 * A connector's record type becomes a GraphQL type: each of its fields as it is stored, each nullable. An object
 * within it becomes a type of its own, named after the type and the field.
 */
export function addRecordType(builder: Builder, { name, description, schema }: RecordType): RecordRef {
  const fields = withOutputs(builder, name, fieldsOf(schema))
  return builder.objectRef<StoredRecord>(name).implement({
    description,
    authScopes: readsSubjects,
    interfaces: ['PersonalRecord'],
    fields: (t) => fieldsFor(t, fields, ({ data }) => data),
  })
}

function addNestedType(builder: Builder, name: string, nested: readonly JsonField[]): OutputRef<unknown> {
  const fields = withOutputs(builder, name, nested)
  return builder.objectRef<unknown>(name).implement({
    description: 'A part of a record, as it is stored.',
    authScopes: readsSubjects,
    fields: (t) => fieldsFor(t, fields, (parent) => parent),
  })
}

type FieldWithOutput = { readonly field: JsonField; readonly output: Output }

function withOutputs(builder: Builder, parent: string, fields: readonly JsonField[]): FieldWithOutput[] {
  return fields.map((field) => {
    const name = `${parent}${field.name.charAt(0).toUpperCase()}${field.name.slice(1)}`
    const { shape } = field
    return { field, output: outputOf(builder, shape.kind === 'list' ? shape.of : shape, name) }
  })
}

function outputOf(builder: Builder, shape: JsonShape, name: string): Output {
  switch (shape.kind) {
    case 'text':
      return 'String'
    case 'whole':
      return 'Int'
    case 'number':
      return 'Float'
    case 'truth':
      return 'Boolean'
    case 'object':
      return addNestedType(builder, name, shape.fields)
    case 'list': // a list of lists
    case 'anything':
      // added only where a type needs it, so that the schema of most companies does without
      if (!builder.configStore.hasImplementation('JSON')) builder.addScalarType('JSON', GraphQLJSON)
      return 'JSON'
  }
}

function fieldsFor<Parent>(
  t: FieldBuilder<Parent>,
  fields: readonly FieldWithOutput[],
  dataOf: (parent: Parent) => unknown,
) {
  return Object.fromEntries(
    fields.map(({ field: { name, description = `The value of “${name}”.`, shape }, output }) => {
      const valueOf = (parent: Parent): unknown => fieldOf(dataOf(parent), name)
      if (shape.kind !== 'list') {
        const resolve = (parent: Parent): unknown => presentable(valueOf(parent), shape)
        return [name, t.field({ type: output, nullable: true, description, resolve })]
      }
      const resolve = (parent: Parent): unknown[] | null => presentableList(valueOf(parent), shape.of)
      return [name, t.field({ type: [output], nullable: { list: true, items: true }, description, resolve })]
    }),
  )
}
