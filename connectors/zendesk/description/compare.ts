import { Ajv, type ErrorObject } from 'ajv'
import { z } from 'zod'
import { toPlainSchema, type PlainSchema } from './plain-schema.ts'

/** Something in which two do not agree. `at`: like `users[].email`, empty for the whole. */
export type Difference = { readonly at: string; readonly what: string }

const ajv = new Ajv({ strict: false, allErrors: true, verbose: true })

/** What in an answer is not as the description says. */
export function differencesOf(answer: unknown, described: PlainSchema): Difference[] {
  const validate = ajv.compile(described)
  if (validate(answer)) return []
  return distinct((validate.errors ?? []).map(differenceOf))
}

function differenceOf({ instancePath, keyword, params, data, message = '' }: ErrorObject): Difference {
  const at = placeOf(instancePath.split('/').slice(1))
  if (keyword === 'type')
    return { at, what: `${typeOf(data)}, described as ${[params['type']].flat().join(' or ')}` }
  if (keyword === 'required') return { at, what: `lacks ${params['missingProperty']}` }
  if (keyword === 'enum') return { at, what: `${JSON.stringify(data)}, not among the described values` }
  return { at, what: message }
}

/** What in an answer our own object cannot read. */
export function unreadIn(answer: unknown, reads: z.ZodType): Difference[] {
  const { error } = reads.safeParse(answer)
  return distinct(
    (error?.issues ?? []).map(({ path, message }) => ({
      at: placeOf(path.map(String)),
      what: `the connector cannot read it: ${message}`,
    })),
  )
}

/** What our object takes, as the service sends it. */
export const schemaOf = (reads: z.ZodType): PlainSchema =>
  toPlainSchema(z.toJSONSchema(reads, { io: 'input', unrepresentable: 'any', reused: 'inline' }), () => ({}))

export type Fields = {
  /** Fields that both have. */
  readonly shared: readonly string[]
  /** Fields that only ours has. */
  readonly unlisted: readonly string[]
  /** Fields of which ours takes less than the description says may come. */
  readonly stricter: readonly Difference[]
}

/** Holds what we read against what is described, field by field. What is required is not compared: little is marked. */
export function compareFields(ours: PlainSchema, theirs: PlainSchema, at = ''): Fields {
  const refused = (theirs.type ?? []).filter((type) => !takes(ours, type))
  const what = `may be ${refused.join(' or ')}, which the connector does not take`
  const stricter: Difference[] = refused.length > 0 ? [{ at, what }] : []
  const parts: Fields[] = [{ shared: [], unlisted: [], stricter }]
  if (ours.items && theirs.items) parts.push(compareFields(ours.items, theirs.items, `${at}[]`))
  // where no object is described, what we read of one is for a service that answers otherwise
  const fields = takes(theirs, 'object') ? Object.entries(ours.properties ?? {}) : []
  for (const [name, field] of fields) {
    const place = at === '' ? name : `${at}.${name}`
    const described = theirs.properties?.[name]
    parts.push(
      described === undefined
        ? { shared: [], unlisted: [place], stricter: [] }
        : { shared: [place], unlisted: [], stricter: [] },
    )
    if (described !== undefined) parts.push(compareFields(field, described, place))
  }
  return {
    shared: parts.flatMap(({ shared }) => shared),
    unlisted: parts.flatMap(({ unlisted }) => unlisted),
    stricter: parts.flatMap(({ stricter }) => stricter),
  }
}

function takes({ type }: PlainSchema, wanted: string): boolean {
  return type === undefined || type.includes(wanted) || (wanted === 'integer' && type.includes('number'))
}

function placeOf(steps: readonly string[]): string {
  return steps.reduce((at, step) => {
    if (/^\d+$/.test(step)) return `${at}[]`
    return at === '' ? step : `${at}.${step}`
  }, '')
}

const typeOf = (data: unknown): string =>
  data === null ? 'null' : Array.isArray(data) ? 'array' : typeof data

function distinct(differences: readonly Difference[]): Difference[] {
  return [...new Map(differences.map((one) => [`${one.at} ${one.what}`, one])).values()]
}
