import { readFileSync } from 'node:fs'
import { parse } from 'yaml'
import { z } from 'zod'
import { toPlainSchema, type PlainSchema } from './plain-schema.ts'

/** Why a file cannot be held against. */
export class DescriptionError extends Error {}

/** What the service's own description says of one call. */
export type Operation = {
  /** By status; null: without JSON. */
  readonly answers: ReadonlyMap<number, PlainSchema | null>
  /** The bodies that it gives as examples. */
  readonly examples: readonly unknown[]
}
export type Description = {
  /** Null when it does not have that path with that method. The names in a path's braces do not matter. */
  operation(method: string, path: string): Operation | null
}

const Json = z.record(z.string(), z.unknown())
const Document = z.looseObject({ openapi: z.string().regex(/^3\./), paths: z.record(z.string(), Json) })
const Media = z.object({
  schema: z.unknown().optional(),
  example: z.unknown().optional(),
  examples: z.record(z.string(), z.unknown()).optional(),
})
const Shown = z.object({ value: z.unknown().optional() })
const Responses = z.object({ responses: Json })
const Response = z.object({ content: Json.optional() })

/** A description in YAML or JSON. */
export function openDescription(file: string): Description {
  return createDescription(parsed(textOf(file)))
}

export function createDescription(given: unknown): Description {
  const document = Document.safeParse(given).data
  if (document === undefined)
    throw new DescriptionError('This is no OpenAPI 3 description: it has no "openapi: 3…" or no "paths".')
  const follow = (ref: string): unknown => placeIn(document, ref)
  const resolved = (node: unknown): unknown => {
    const ref = z.object({ $ref: z.string() }).safeParse(node).data?.$ref
    return ref === undefined ? node : resolved(follow(ref))
  }
  const paths = new Map(Object.entries(document.paths).map(([path, item]) => [nameless(path), item]))

  const answersOf = (operation: unknown): Operation => {
    const answers = new Map<number, PlainSchema | null>()
    const examples: unknown[] = []
    for (const [status, response] of Object.entries(Responses.parse(operation).responses)) {
      const json = Response.parse(resolved(response)).content?.['application/json']
      const media = json === undefined ? null : Media.parse(json)
      answers.set(Number(status), media?.schema === undefined ? null : toPlainSchema(media.schema, follow))
      if (!status.startsWith('2') || media === null) continue
      if (media.example !== undefined) examples.push(media.example)
      for (const shown of Object.values(media.examples ?? {})) {
        examples.push(Shown.parse(resolved(shown)).value)
      }
    }
    return { answers, examples }
  }

  return {
    operation(method, path) {
      const operation = resolved(paths.get(nameless(path))?.[method])
      if (operation === undefined) return null
      try {
        return answersOf(operation)
      } catch (error) {
        if (!(error instanceof z.ZodError)) throw error
        throw new DescriptionError(`What it says of ${method} ${path} is not of the form of OpenAPI 3.`)
      }
    },
  }
}

/** Paths are the same whatever their parameters are called. */
export const nameless = (path: string): string => path.replaceAll(/\{[^}]*\}/g, '{}')

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    throw new DescriptionError(`There is no file ${file} that can be read.`)
  }
}

function parsed(text: string): unknown {
  try {
    return parse(text)
  } catch {
    throw new DescriptionError('The file is neither YAML nor JSON.')
  }
}

function placeIn(document: unknown, ref: string): unknown {
  if (!ref.startsWith('#/')) throw new DescriptionError(`It refers to ${ref}, outside of itself.`)
  let place = document
  for (const step of ref.slice(2).split('/')) {
    const name = decodeURIComponent(step).replaceAll('~1', '/').replaceAll('~0', '~')
    place = Json.safeParse(place).data?.[name]
  }
  if (place === undefined) throw new DescriptionError(`It refers to ${ref}, which is not there.`)
  return place
}
