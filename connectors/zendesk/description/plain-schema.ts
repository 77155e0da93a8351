import { z } from 'zod'

/**
 * What our zod objects and a description can both say: types and names. Alternatives are laid over each other, so that
 * a field has a type although one of the alternatives does not name it. A JSON Schema in itself.
 */
export type PlainSchema = {
  /** Left out: anything. */
  readonly type?: readonly string[]
  readonly properties?: Readonly<Record<string, PlainSchema>>
  readonly items?: PlainSchema
  readonly required?: readonly string[]
  readonly enum?: readonly unknown[]
}

const Node = z.object({
  $ref: z.string().optional(),
  type: z.union([z.string(), z.array(z.string())]).optional(),
  nullable: z.boolean().optional(),
  writeOnly: z.boolean().optional(),
  properties: z.record(z.string(), z.unknown()).optional(),
  items: z.unknown().optional(),
  required: z.array(z.string()).optional(),
  enum: z.array(z.unknown()).optional(),
  const: z.unknown().optional(),
  allOf: z.array(z.unknown()).optional(),
  anyOf: z.array(z.unknown()).optional(),
  oneOf: z.array(z.unknown()).optional(),
})
type Node = z.infer<typeof Node>

/** `follow` gives what a `$ref` names. Reads the schemas of OpenAPI 3.0 (`nullable`) and of JSON Schema. */
export function toPlainSchema(
  schema: unknown,
  follow: (ref: string) => unknown,
  within: readonly string[] = [],
): PlainSchema {
  const node = Node.parse(schema)
  const { $ref: ref } = node
  if (ref !== undefined) {
    // a schema inside itself: deeper than this nothing of ours reads
    return within.includes(ref) ? {} : toPlainSchema(follow(ref), follow, [...within, ref])
  }
  const read = (one: unknown): PlainSchema => toPlainSchema(one, follow, within)
  // an answer fits several alternatives of a `oneOf` where little is required: it is read as an `anyOf`
  const alternatives = [node.anyOf, node.oneOf].flatMap((some) => (some ? [overlay(some.map(read))] : []))
  const all = [ownPart(node, read), ...alternatives, ...(node.allOf ?? []).map(read)].reduce(both)
  return node.nullable === true ? overlay([all, { type: ['null'] }]) : all
}

function ownPart(node: Node, read: (schema: unknown) => PlainSchema): PlainSchema {
  const { type, properties, items, required, enum: values, const: value } = node
  const isSent = (name: string): boolean => Node.safeParse(properties?.[name]).data?.writeOnly !== true
  return {
    ...(type !== undefined && { type: [type].flat() }),
    ...(properties !== undefined && {
      properties: mapValues(properties, read),
      required: (required ?? []).filter(isSent),
    }),
    ...(properties === undefined && required !== undefined && { required }),
    ...(items !== undefined && { items: read(items) }),
    ...(values !== undefined && { enum: values }),
    ...(value !== undefined && { enum: [value] }),
  }
}

/** One of them holds. */
function overlay(schemas: readonly PlainSchema[]): PlainSchema {
  const types = schemas.map(({ type }) => type)
  const type = types.every((one) => one !== undefined) ? [...new Set(types.flat())] : undefined
  const objects = schemas.filter(({ type }) => type === undefined || type.includes('object'))
  const named = objects.flatMap(({ properties }) => (properties ? [properties] : []))
  const lists = schemas.flatMap(({ items }) => (items ? [items] : []))
  const [first, ...others] = objects.map(({ required = [] }) => required)
  const required = (first ?? []).filter((name) => others.every((one) => one.includes(name)))
  // those that allow only null, or another type, do not widen what an enum allows
  const values = schemas.filter(({ type }) => type?.join() !== 'null').map((one) => one.enum)
  const isNull = schemas.some(({ type }) => type?.includes('null') === true)
  return {
    ...(type !== undefined && { type }),
    ...(named.length > 0 && { properties: joined(named, overlay) }),
    ...(lists.length > 0 && { items: overlay(lists) }),
    ...(required.length > 0 && { required }),
    ...(values.every((one) => one !== undefined) && { enum: [...values.flat(), ...(isNull ? [null] : [])] }),
  }
}

/** Both of them hold. */
function both(a: PlainSchema, b: PlainSchema): PlainSchema {
  const type = a.type && b.type ? a.type.filter((one) => b.type?.includes(one)) : (a.type ?? b.type)
  const named = [a, b].flatMap(({ properties }) => (properties ? [properties] : []))
  const [list, other] = [a, b].flatMap(({ items }) => (items ? [items] : []))
  const items = list && other ? both(list, other) : list
  const required = [...new Set([...(a.required ?? []), ...(b.required ?? [])])]
  const values = a.enum && b.enum ? a.enum.filter((one) => b.enum?.includes(one)) : (a.enum ?? b.enum)
  return {
    ...(type !== undefined && { type }),
    ...(named.length > 0 && { properties: joined(named, (schemas) => schemas.reduce(both)) }),
    ...(items !== undefined && { items }),
    ...(required.length > 0 && { required }),
    ...(values !== undefined && { enum: values }),
  }
}

/** Every name that one of them has, with what all that have it say. */
function joined(
  all: readonly Readonly<Record<string, PlainSchema>>[],
  join: (schemas: readonly PlainSchema[]) => PlainSchema,
): Record<string, PlainSchema> {
  const names = new Set(all.flatMap((one) => Object.keys(one)))
  return Object.fromEntries(
    [...names].map((name) => [name, join(all.flatMap((one) => (one[name] ? [one[name]] : [])))]),
  )
}

function mapValues<From, To>(
  record: Readonly<Record<string, From>>,
  map: (value: From) => To,
): Record<string, To> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, map(value)]))
}
