import { z } from 'zod'
import type { Category } from './category.ts'

declare const classified: unique symbol
/** A field of a record type: its zod schema, marked as having a category. Only `field` makes one. */
export type Classified<Schema extends z.ZodType = z.ZodType> = Schema & { readonly [classified]: true }
export type Shape = Readonly<Record<string, Classified>>

/**
 * What a stored value should look like. Stored data is returned as it is stored, so a format never refuses a value:
 * it only yields an issue beside it.
 */
export type Format = 'email' | 'date' | 'date-time' | 'iban' | 'ip'

const categoryOfField = new WeakMap<z.ZodType, Category>()
const formatOfText = new WeakMap<z.ZodType, Format>()
const formatOfField = new WeakMap<z.ZodType, Format>()

/**
 * Declares one field of a record type: what category of personal data it is, the schema of its value, and a sentence
 * for the reader of the API. Values are plain JSON: no transforms, no dates. Every value can be missing, so the
 * schema is made nullable.
 */
export function field<Schema extends z.ZodType>(
  category: Category,
  schema: Schema,
  description: string,
): Classified<z.ZodNullable<Schema>> {
  const nullable = schema.nullable().meta({ description })
  categoryOfField.set(nullable, category)
  const format = formatOfText.get(schema)
  if (format !== undefined) formatOfField.set(nullable, format)
  return nullable as Classified<z.ZodNullable<Schema>>
}

/** Plain text, with the format it should have, if any. */
export function text(format?: Format): z.ZodString {
  const schema = z.string()
  if (format !== undefined) formatOfText.set(schema, format)
  return schema
}

/**
 * The shape of one kind of personal data. `Fields` are its field names and `Data` the JSON it parses to.
 */
export type RecordType<Fields extends string = string, Data = unknown> = {
  /** PascalCase; becomes the name of a GraphQL type. */
  readonly name: string
  readonly description: string
  /** The category of the record as a whole. */
  readonly category: Category
  readonly fields: readonly Fields[]
  readonly categories: Readonly<Record<Fields, Category>>
  /** The formats that its text fields should have, by field name. */
  readonly formats: Readonly<Partial<Record<string, Format>>>
  readonly schema: z.ZodType<Data>
}

type Data<S extends Shape> = { readonly [K in keyof S]: z.infer<S[K]> }

/** Names that the API already uses for something else. */
const reservedTypes = new Set([
  'Query',
  'Mutation',
  'Subscription',
  'Request',
  'Subject',
  'System',
  'Holding',
])
const reservedFields = new Set(['id', 'stored', 'system', '__typename'])

/**
 * Declares a record type. Throws, naming the place, when a name is reserved, is not PascalCase, or when a field
 * cannot be written as JSON Schema.
 */
export function defineRecordType<const S extends Shape>(declaration: {
  readonly name: string
  readonly category: Category
  readonly description: string
  readonly fields: S
}): RecordType<keyof S & string, Data<S>> {
  const { name, category, description, fields } = declaration
  if (!/^[A-Z][A-Za-z0-9]*$/.test(name))
    throw new TypeError(`record type "${name}": write its name in PascalCase`)
  if (reservedTypes.has(name))
    throw new TypeError(`record type "${name}": that name is reserved, choose another`)
  const names = Object.keys(fields) as (keyof S & string)[]
  const categories = {} as Record<keyof S & string, Category>
  const formats: Partial<Record<string, Format>> = {}
  for (const key of names) {
    if (reservedFields.has(key) || !/^[a-z][A-Za-z0-9]*$/.test(key)) {
      throw new TypeError(`record type "${name}": field "${key}" is reserved or not camelCase, rename it`)
    }
    const schema = fields[key]
    const found = schema === undefined ? undefined : categoryOfField.get(schema)
    if (found === undefined)
      throw new TypeError(`record type "${name}": make field "${key}" with field(category, …)`)
    categories[key] = found
    const format = schema === undefined ? undefined : formatOfField.get(schema)
    if (format !== undefined) formats[key] = format
  }
  const schema = z.object(fields).meta({ title: name, description })
  z.toJSONSchema(schema) // throws on what JSON Schema cannot say: a transform, a date, a bigint
  // zod infers the same type from the shape, but not while the shape is still generic
  const typed = schema as unknown as z.ZodType<Data<S>>
  return { name, category, description, fields: names, categories, formats, schema: typed }
}
