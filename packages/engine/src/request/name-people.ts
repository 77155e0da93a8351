import type { Identifier } from '@rechtop/schema'
import { and, eq, inArray, ne } from 'drizzle-orm'
import { findDue } from '../criterion/find-due.ts'
import { requests } from '../store/table.ts'
import { pseudonymOf, subjectProblems } from './create-request.ts'
import type { Parts } from './parts.ts'
import type { EraseMany } from './batch.ts'
import type { RequestError } from './request.ts'

/** Whom a batch is about, each once, and why some are not in it. */
export type Named = {
  readonly people: readonly (readonly Identifier[])[]
  readonly errors: readonly RequestError[]
}

/** How many people one call to a system gives. */
const pageSize = 1000
const limit = 300_000

export async function namePeople(input: EraseMany, parts: Parts): Promise<Named> {
  return 'subjects' in input ? listedPeople(input.subjects, parts) : duePeople(input, parts)
}

/** Those of a list who can be looked for; each error says which one it is about. */
export function listedPeople(subjects: Subjects, parts: Parts): Named {
  const people = new Map<string, readonly Identifier[]>()
  const errors = subjects.flatMap(({ identifiers }, index): RequestError[] => {
    const path = ['subjects', index]
    const problems = subjectProblems(identifiers, path, parts)
    if (problems.length > 0) return problems
    const pseudonym = pseudonymOf(identifiers, parts.seal)
    if (people.has(pseudonym)) {
      const message = 'Somebody earlier in the list has the same identifiers: one request is made for both.'
      return [{ code: 'DUPLICATE_SUBJECT', message, path }]
    }
    people.set(pseudonym, identifiers)
    return []
  })
  return { people: [...people.values()], errors }
}
type Subjects = Extract<EraseMany, { readonly subjects: unknown }>['subjects']

/** The first so many whom a criterion names now, and for whom no erasure is open. */
async function duePeople(
  { criterion: id, first }: Extract<EraseMany, { readonly criterion: string }>,
  parts: Parts,
): Promise<Named> {
  const criterion = parts.criteria.get(id)
  if (criterion === undefined) {
    const message = 'No criterion of the configuration has this id.'
    return refused({ code: 'NOT_FOUND', message, path: ['criterion'] })
  }
  const people = new Map<string, readonly Identifier[]>()
  const signal = AbortSignal.timeout(limit)
  let nameless = 0
  for (let after: string | undefined; ;) {
    const ask = { first: pageSize, ...(after !== undefined && { after }) }
    const { items, nextCursor, failure } = await findDue(criterion, ask, parts, signal)
    if (failure !== null) {
      const message = `The system that the criterion asks could not say who is due (${failure.code}): try again later.`
      return refused({ code: 'UNREACHABLE', message, path: ['criterion'] })
    }
    const page = new Map<string, readonly Identifier[]>()
    for (const { identifiers } of items) {
      if (identifiers.length === 0) nameless += 1
      else page.set(pseudonymOf(identifiers, parts.seal), identifiers)
    }
    const open = await openErasures([...page.keys()], parts)
    for (const [pseudonym, identifiers] of page) {
      if (!open.has(pseudonym) && people.size < first) people.set(pseudonym, identifiers)
    }
    if (nextCursor === null || people.size >= first) break
    after = nextCursor
  }
  return { people: [...people.values()], errors: nameless === 0 ? [] : [namelessError(nameless)] }
}

async function openErasures(pseudonyms: readonly string[], { database }: Parts): Promise<Set<string>> {
  if (pseudonyms.length === 0) return new Set()
  const rows = await database.read((executor) =>
    executor
      .selectDistinct({ pseudonym: requests.pseudonym })
      .from(requests)
      .where(
        and(
          inArray(requests.pseudonym, [...pseudonyms]),
          eq(requests.right, 'erasure'),
          ne(requests.phase, 'end'),
        ),
      ),
  )
  return new Set(rows.map(({ pseudonym }) => pseudonym))
}

function namelessError(count: number): RequestError {
  const message = `${count} who are due have nothing that names them alone, so that no request could be made for them.`
  return { code: 'NO_IDENTIFIER', message, path: ['criterion'] }
}

const refused = (error: RequestError): Named => ({ people: [], errors: [error] })
