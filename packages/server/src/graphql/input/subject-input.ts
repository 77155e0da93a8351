import type { Engine } from '@rechtop/engine'
import { identifierKinds, type Identifier, type IdentifierKind } from '@rechtop/schema'
import { z } from 'zod'
import type { Problem } from './problem.ts'
import { isPlainText } from './text.ts'

/** One of the kinds, or a list of several: exactly one of these has a value. */
export type SubjectInput = { readonly [Kind in IdentifierKind]?: string | null | undefined } & {
  readonly identifiers?:
    | readonly { readonly kind: IdentifierKind; readonly value: string }[]
    | null
    | undefined
}

/** The identifiers, each with its place in the input, or what is wrong with them. */
export type ParsedSubject =
  | {
      readonly ok: true
      readonly identifiers: readonly Identifier[]
      readonly paths: readonly Problem['path'][]
    }
  | { readonly ok: false; readonly problems: readonly Problem[] }

const mostIdentifiers = 20
const Value = z.string().trim().min(1).max(320).refine(isPlainText)

/** Reads whom somebody means. `path` is the place of the input. */
export function parseSubject(engine: Engine, input: SubjectInput, path: Problem['path']): ParsedSubject {
  const given = identifiersOf(input, path)
  if (given.length === 0) return refused('NO_IDENTIFIER', 'Name at least one identifier.', path)
  if (given.length > mostIdentifiers) {
    return refused('INVALID_INPUT', `Name at most ${mostIdentifiers} identifiers.`, [...path, 'identifiers'])
  }
  const problems = given.flatMap(({ kind, value, path }): Problem[] =>
    Value.safeParse(value).success ? [] : [unusable(`${kind} is empty, too long, or not text`, path)],
  )
  if (problems.length > 0) return { ok: false, problems }
  const identifiers = given.map(({ kind, value }) => ({ kind, value }))
  const unsearchable = engine
    .problemsOf(identifiers)
    .map(({ index, message }) => unusable(message, given[index]?.path ?? path))
  if (unsearchable.length > 0) return { ok: false, problems: unsearchable }
  return { ok: true, identifiers, paths: given.map(({ path }) => path) }
}

type Given = Identifier & { readonly path: Problem['path'] }

function identifiersOf(input: SubjectInput, path: Problem['path']): Given[] {
  const listed = (input.identifiers ?? []).map(({ kind, value }, index) => ({
    kind,
    value,
    path: [...path, 'identifiers', index, 'value'],
  }))
  const single = identifierKinds.flatMap((kind) => {
    const value = input[kind]
    return value === null || value === undefined ? [] : [{ kind, value, path: [...path, kind] }]
  })
  return [...single, ...listed]
}

const unusable = (message: string, path: Problem['path']): Problem => ({
  code: 'INVALID_IDENTIFIER',
  message,
  path,
})

function refused(code: Problem['code'], message: string, path: Problem['path']): ParsedSubject {
  return { ok: false, problems: [{ code, message, path }] }
}
