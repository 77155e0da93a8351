import type { RecordType } from '@rechtop/schema'
import { z } from 'zod'

type Schema = { readonly [keyword: string]: unknown }

/** Another value for a field, in the shape that its record type asks for; undefined where there is none. */
export function changedValue(type: RecordType, field: string, value: unknown): unknown {
  const whole = asSchema(z.toJSONSchema(type.schema))
  const changed = another(asSchema(asSchema(whole['properties'])[field]), value, type.formats[field])
  return type.schema.safeParse({ ...emptyRecord(type), [field]: changed }).success ? changed : undefined
}

const emptyRecord = (type: RecordType): Record<string, null> =>
  Object.fromEntries(type.fields.map((field) => [field, null]))

function another(schema: Schema, value: unknown, format?: string): unknown {
  const options = [schema['anyOf'], schema['oneOf']].flatMap((list) => (Array.isArray(list) ? list : []))
  const option = options.map(asSchema).find((each) => each['type'] !== 'null')
  if (option !== undefined) return another(option, value, format)
  const choices = schema['enum']
  if (Array.isArray(choices)) return choices.find((choice) => choice !== value && choice !== null)
  const types = [schema['type']].flat()
  if (types.includes('string')) return anotherText(typeof value === 'string' ? value : '', format)
  if (types.includes('boolean')) return value !== true
  if (types.includes('integer') || types.includes('number')) return typeof value === 'number' ? value + 1 : 7
  if (types.includes('array')) {
    const [first]: unknown[] = Array.isArray(value) ? value : []
    const item = another(asSchema(schema['items']), first)
    return item === undefined ? [] : [item]
  }
  const properties = asSchema(schema['properties'])
  const held = new Map<string, unknown>(Object.entries(asSchema(value)))
  return Object.fromEntries(
    Object.entries(properties).map(([name, inner]) => [name, another(asSchema(inner), held.get(name))]),
  )
}

/** Of the same look as the text that stood there: a column may take numbers or dates only. */
function anotherText(text: string, format?: string): string {
  if (format === 'email') return 'rectified@example.test'
  if (format === 'ip') return '203.0.113.200'
  if (format === 'iban') return 'NL02ABNA0123456789'
  if (format === 'date-time' || /^\d{4}-\d{2}-\d{2}[T ]/.test(text)) return '2019-08-07T06:05:04Z'
  if (format === 'date' || /^\d{4}-\d{2}-\d{2}$/.test(text)) return '2019-08-07'
  if (/^\d+(\.\d+)?$/.test(text)) return text.replace(/^\d/, (digit) => (digit === '7' ? '8' : '7'))
  return `rectified ${text.length}`
}

function asSchema(value: unknown): Schema {
  return typeof value === 'object' && value !== null ? { ...value } : {}
}
