import { randomUUID } from 'node:crypto'
import { inErasureOrder } from '../../define-connector.ts'
import type { ErasureLine, ErasureOrder, Outcome } from '../../erase.ts'
import { blocked, failureOf, permanent } from '../../failure.ts'
import { get, searchAll, write, type ClubContext } from './club-api.ts'
import { clubHoldings, type ClubHoldings } from './club-holdings.ts'
import type { Stored } from './club-server.ts'

export type ClubLocator = { readonly person: string }
type Line = ErasureLine<ClubHoldings>

/** Line by line in the order of the holdings; what fails leaves the others. */
export async function eraseOrder(
  { locator: { person }, lines }: ErasureOrder<ClubHoldings, ClubLocator>,
  context: ClubContext,
): Promise<Outcome[]> {
  const outcomes: Outcome[] = []
  const undone = new Set<string>()
  for (const holding of inErasureOrder(clubHoldings)) {
    for (const [index, line] of lines.entries()) {
      if (line.holding !== holding) continue
      const after: readonly string[] = clubHoldings[line.holding].after ?? []
      const isBlocked = after.some((other) => undone.has(other))
      const outcome: Outcome = isBlocked
        ? { status: 'failed', failure: blocked('records of the member'), done: 0 }
        : await eraseLine(line, person, context)
      outcomes[index] = outcome
      if (outcome.status !== 'done') undone.add(holding)
    }
  }
  return outcomes
}

async function eraseLine(line: Line, person: string, context: ClubContext): Promise<Outcome> {
  let done = 0
  try {
    if (line.holding === 'entries') return forgetCard(person, context)
    const records = await recordsOf(line, person, context)
    if ('status' in records) return records
    if (line.holding === 'people' && line.action === 'erase') await deletePhotos(records.found, context)
    for (const record of records.found) done += (await change(line, record, context)) ? 1 : 0
    return { status: 'done', count: done }
  } catch (error) {
    context.signal.throwIfAborted()
    return { status: 'failed', failure: failureOf(error), done }
  }
}

/** The door shows no list, so there is nothing to count first. */
async function forgetCard(person: string, context: ClubContext): Promise<Outcome> {
  return { status: 'done', count: (await write(context, 'DELETE', `/entries/${person}`)) ? 1 : 0 }
}

/** The club keeps members who still have photos. */
async function deletePhotos(people: readonly Stored[], context: ClubContext): Promise<void> {
  for (const { id } of people) {
    for await (const photo of searchAll(context, 'photos', { where: { person: [id] } }))
      await write(context, 'DELETE', `/photos/${photo.id}`)
  }
}

/** What the line is about, after a look at whose it is; a line with one strange reference is not begun. */
async function recordsOf(
  { holding, select }: Line,
  person: string,
  context: ClubContext,
): Promise<{ readonly found: readonly Stored[] } | Outcome> {
  if ('all' in select) {
    const before = select.before === undefined ? {} : { before: { at: select.before } }
    const found = await Array.fromAsync(
      searchAll(context, holding, { where: { person: [person] }, ...before }),
    )
    return found.length > select.ceiling ? { status: 'stale', refs: [] } : { found }
  }
  const strange = select.refs.filter((ref) => !/^\d+$/.test(ref))
  const found: Stored[] = []
  for (const ref of select.refs.filter((ref) => !strange.includes(ref))) {
    const record = await get(context, `/${holding}/${ref}`)
    if (record === null) continue
    if (ownerOf(record) === person) found.push(record)
    else strange.push(ref)
  }
  return strange.length > 0 ? { status: 'stale', refs: strange } : { found }
}

export const ownerOf = ({ id, person }: Stored): string => String(person ?? id)

/** Answers whether there was something to do. */
async function change(line: Line, record: Stored, context: ClubContext): Promise<boolean> {
  const path = `/${line.holding}/${record.id}`
  if (line.action === 'erase') return write(context, 'DELETE', path)
  const emptied = line.fields
    .filter((field) => readable(record[field]) !== null)
    .map((field) => [field, emptyFor(field)])
  return emptied.length > 0 && (await write(context, 'PATCH', path, Object.fromEntries(emptied)))
}

/** A name cannot be left out, so that a text stands there which is nobody's. */
const emptyFor = (field: string): string | null => (field === 'name' ? `erased-${randomUUID()}` : null)

/** What stands in the place of an erased name is no name. */
export function readable(value: Stored[string] | undefined): Stored[string] {
  return value === undefined || (typeof value === 'string' && value.startsWith('erased-')) ? null : value
}

/** For rights that have one outcome per line: what fails is said in that line. */
export async function outcomeOf(context: ClubContext, work: () => Promise<Outcome>): Promise<Outcome> {
  try {
    return await work()
  } catch (error) {
    context.signal.throwIfAborted()
    return { status: 'failed', failure: failureOf(error), done: 0 }
  }
}

export const cannot = (): Outcome => ({
  status: 'failed',
  failure: permanent('there is no such holding'),
  done: 0,
})
