import type { CreateErasure, Engine, EraseMany } from '@rechtop/engine'
import { z } from 'zod'
import { invalidInput, problemsOf, type Problem } from './problem.ts'
import { parseRequest, ReceivedAt, type ParsedRequest, type RequestInput } from './request-input.ts'
import { parseSubject, type SubjectInput } from './subject-input.ts'
import { NonBlank } from './text.ts'

export const mostSubjects = 1000

/** Whom to erase, in one of three ways, and how. */
export type EraseInput = Omit<RequestInput, 'subject'> & {
  readonly subject?: SubjectInput | null | undefined
  readonly subjects?: readonly SubjectInput[] | null | undefined
  readonly criterion?: string | null | undefined
  readonly first?: number | null | undefined
  readonly urgent?: boolean | null | undefined
}

/** Who of a list can be asked for, and who not. */
export type ParsedErasure =
  | { readonly kind: 'one'; readonly create: CreateErasure; readonly placeOf: PlaceOf }
  | {
      readonly kind: 'many'
      readonly create: EraseMany
      readonly problems: readonly Problem[]
      readonly placeOf: PlaceOf
    }
  | { readonly kind: 'refused'; readonly problems: readonly Problem[] }
type PlaceOf = Extract<ParsedRequest, { ok: true }>['placeOf']

const Many = z.object({
  criterion: NonBlank.nullish(),
  first: z
    .int()
    .min(1, `Ask for 1 to ${mostSubjects} at a time.`)
    .max(mostSubjects, `Ask for 1 to ${mostSubjects} at a time.`)
    .nullish(),
  idempotencyKey: NonBlank.nullish(),
  receivedAt: ReceivedAt,
})

/** Reads the input of `subjectErase` into what the engine takes; everything that is wrong at once. */
export function parseErasure(engine: Engine, input: EraseInput, actor: string): ParsedErasure {
  const { subject, subjects, criterion, first, urgent } = input
  const ways = [subject, subjects, criterion].filter((way) => way !== null && way !== undefined)
  if (ways.length !== 1) {
    return refused([invalidInput('Give exactly one of subject, subjects and criterion.', ['input'])])
  }
  if (subject === null || subject === undefined) return parseMany(engine, input, actor)
  if (first !== null && first !== undefined) return refused([onlyFor('first', 'a criterion')])
  const parsed = parseRequest(engine, { ...input, subject }, actor)
  if (!parsed.ok) return refused(parsed.problems)
  const { create, placeOf } = parsed
  return { kind: 'one', create: urgent === true ? { ...create, urgent } : create, placeOf }
}

function parseMany(engine: Engine, input: EraseInput, actor: string): ParsedErasure {
  const rest = Many.safeParse(input)
  const problems = [...(rest.success ? [] : problemsOf(rest.error, ['input'])), ...misplaced(input)]
  const { subjects, urgent } = input
  if (
    subjects !== null &&
    subjects !== undefined &&
    (subjects.length < 1 || subjects.length > mostSubjects)
  ) {
    problems.push(invalidInput(`Name 1 to ${mostSubjects} people at a time.`, ['input', 'subjects']))
  }
  if (!rest.success || problems.length > 0) return refused(problems)
  const { idempotencyKey, receivedAt, criterion, first } = rest.data
  if (idempotencyKey === null || idempotencyKey === undefined) {
    const message = 'Give a key: without one, trying again would ask for everybody twice.'
    return refused([invalidInput(message, ['input', 'idempotencyKey'])])
  }
  const common = { idempotencyKey, actor, urgent: urgent === true, ...(receivedAt && { receivedAt }) }
  if (criterion !== null && criterion !== undefined) {
    const create = { ...common, criterion, first: first ?? mostSubjects }
    return { kind: 'many', create, problems: [], placeOf: (path) => ['input', ...path] }
  }
  return parseList(engine, subjects ?? [], common)
}

function parseList(
  engine: Engine,
  subjects: readonly SubjectInput[],
  common: Omit<Extract<EraseMany, { subjects: unknown }>, 'subjects'>,
): ParsedErasure {
  const parsed = subjects.map((one, index) => parseSubject(engine, one, ['input', 'subjects', index]))
  const named = parsed.flatMap((one, index) => (one.ok ? [{ ...one, index }] : []))
  const problems = parsed.flatMap((one) => (one.ok ? [] : one.problems))
  if (named.length === 0) return refused(problems)
  const create = { ...common, subjects: named.map(({ identifiers }) => ({ identifiers })) }
  return { kind: 'many', create, problems, placeOf }

  /** The engine counts only those whom it was given. */
  function placeOf([field, place, part]: Problem['path']): Problem['path'] {
    const given = field === 'subjects' ? named[Number(place)] : undefined
    if (given === undefined) return ['input', ...(field === undefined ? [] : [field])]
    return given.paths[Number(part)] ?? ['input', 'subjects', given.index]
  }
}

/** What can only be said of one person, or of a criterion. */
function misplaced(input: EraseInput): Problem[] {
  const { planDigest, confirmedMatches, rejectedMatches, first, subjects } = input
  const ofOne = { planDigest, confirmedMatches, rejectedMatches }
  return [
    ...Object.entries(ofOne).flatMap(([field, value]) =>
      value === null || value === undefined ? [] : [onlyFor(field, 'one person')],
    ),
    ...(subjects && first !== null && first !== undefined ? [onlyFor('first', 'a criterion')] : []),
  ]
}

const onlyFor = (field: string, whom: string): Problem =>
  invalidInput(`This can only be said of ${whom}.`, ['input', field])

const refused = (problems: readonly Problem[]): ParsedErasure => ({ kind: 'refused', problems })
