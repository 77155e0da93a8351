import type { CreateErasure, Engine } from '@rechtop/engine'
import { z } from 'zod'
import { problemsOf, type Problem } from './problem.ts'
import { parseSubject, type SubjectInput } from './subject-input.ts'
import { MatchIds, NonBlank } from './text.ts'

/** What the rights mutations ask for alike. */
export type RequestInput = {
  readonly subject: SubjectInput
  readonly confirmedMatches?: readonly string[] | null | undefined
  readonly rejectedMatches?: readonly string[] | null | undefined
  readonly planDigest?: string | null | undefined
  readonly idempotencyKey?: string | null | undefined
  readonly evenIfOpen?: boolean | null | undefined
  readonly receivedAt?: Date | null | undefined
}

export type ParsedRequest =
  | {
      readonly ok: true
      readonly create: CreateErasure
      /** A place in what the engine was given, as a place in the input. */
      readonly placeOf: (path: Problem['path']) => Problem['path']
    }
  | { readonly ok: false; readonly problems: readonly Problem[] }

const earliest = new Date('2000-01-01T00:00:00Z')

export const ReceivedAt = z
  .date()
  .refine((date) => date >= earliest, 'A request cannot be received before 2000.')
  .refine((date) => date.getTime() <= Date.now(), 'A request cannot be received after now.')
  .nullish()

const Rest = z.object({
  confirmedMatches: MatchIds.nullish(),
  rejectedMatches: MatchIds.nullish(),
  planDigest: NonBlank.nullish(),
  idempotencyKey: NonBlank.nullish(),
  receivedAt: ReceivedAt,
})

/** Reads the input of a rights mutation into what the engine takes; everything that is wrong at once. */
export function parseRequest(engine: Engine, input: RequestInput, actor: string): ParsedRequest {
  const subject = parseSubject(engine, input.subject, ['input', 'subject'])
  const rest = Rest.safeParse(input)
  if (!subject.ok || !rest.success) {
    const problems = [
      ...(subject.ok ? [] : subject.problems),
      ...(rest.success ? [] : problemsOf(rest.error, ['input'])),
    ]
    return { ok: false, problems }
  }
  const { confirmedMatches, rejectedMatches, planDigest, idempotencyKey, receivedAt } = rest.data
  return {
    ok: true,
    create: {
      identifiers: subject.identifiers,
      decisions: { confirmed: confirmedMatches ?? [], rejected: rejectedMatches ?? [] },
      ...(planDigest && { planDigest }),
      ...(idempotencyKey && { idempotencyKey }),
      ...(input.evenIfOpen === true && { evenIfOpen: true }),
      ...(receivedAt && { receivedAt }),
      actor,
    },
    placeOf: (path) => placeOf(path, subject.paths),
  }
}

/** The engine speaks of its own argument; whoever asked knows only the input. */
function placeOf(
  [first, second, ...more]: Problem['path'],
  identifiers: readonly Problem['path'][],
): Problem['path'] {
  if (first === 'subject') return identifiers[Number(second)] ?? ['input', 'subject']
  if (first === 'decisions')
    return ['input', second === 'rejected' ? 'rejectedMatches' : 'confirmedMatches', ...more]
  return ['input', ...[first, second].filter((step) => step !== undefined), ...more]
}
