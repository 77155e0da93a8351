import { z } from 'zod'

/** A JSON Schema, as far as the API tells shapes apart. */
export type JsonShape =
  | { readonly kind: 'text' | 'whole' | 'number' | 'truth' | 'anything' }
  | { readonly kind: 'list'; readonly of: JsonShape }
  | { readonly kind: 'object'; readonly fields: readonly JsonField[] }
export type JsonField = {
  readonly name: string
  readonly description: string | undefined
  readonly shape: JsonShape
}

const JsonSchema = z.looseObject({
  type: z.union([z.string(), z.array(z.string())]).optional(),
  anyOf: z.array(z.unknown()).optional(),
  items: z.unknown().optional(),
  properties: z.record(z.string(), z.unknown()).optional(),
  enum: z.array(z.unknown()).optional(),
  const: z.unknown().optional(),
  description: z.string().optional(),
  minimum: z.number().optional(),
  maximum: z.number().optional(),
})
type JsonSchema = z.infer<typeof JsonSchema>

/** The fields of an object's JSON Schema. */
export function fieldsOf(schema: z.ZodType): readonly JsonField[] {
  const shape = shapeOf(JsonSchema.parse(z.toJSONSchema(schema)))
  return shape.kind === 'object' ? shape.fields : []
}

function shapeOf(schema: JsonSchema): JsonShape {
  const { type, ...rest } = withoutNull(schema)
  if (rest.enum?.every((value) => typeof value === 'string') || typeof rest.const === 'string')
    return { kind: 'text' }
  switch (type) {
    case 'string':
      return { kind: 'text' }
    case 'integer':
      return { kind: isInt32(rest.minimum) && isInt32(rest.maximum) ? 'whole' : 'number' }
    case 'number':
      return { kind: 'number' }
    case 'boolean':
      return { kind: 'truth' }
    case 'array':
      return { kind: 'list', of: shapeOf(JsonSchema.catch({}).parse(rest.items)) }
    case 'object':
      return objectShapeOf(rest)
    default:
      return { kind: 'anything' }
  }
}

function objectShapeOf({ properties = {} }: JsonSchema): JsonShape {
  const fields = Object.entries(properties).map(([name, value]) => {
    const schema = JsonSchema.parse(value)
    return { name, description: schema.description, shape: shapeOf(schema) }
  })
  const canBeNamed = fields.length > 0 && fields.every(({ name }) => /^(?!__)[A-Za-z_]\w*$/.test(name))
  return canBeNamed ? { kind: 'object', fields } : { kind: 'anything' }
}

/** The schema without "or null", which every value can be: the one other alternative, or the one other type. */
function withoutNull(schema: JsonSchema): JsonSchema {
  const alternatives = schema.anyOf?.map((one) => JsonSchema.parse(one)).filter(({ type }) => type !== 'null')
  if (alternatives?.length === 1 && alternatives[0] !== undefined) return withoutNull(alternatives[0])
  if (!Array.isArray(schema.type)) return schema
  const types = schema.type.filter((type) => type !== 'null')
  return { ...schema, type: types.length === 1 ? types[0] : undefined }
}

/** GraphQL's Int has 32 bits; a larger number would fail the field. */
function isInt32(bound: number | undefined): boolean {
  return bound !== undefined && bound >= -(2 ** 31) && bound < 2 ** 31
}
