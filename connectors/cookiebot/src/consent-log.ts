import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { FailureError, permanent, type Context } from '@rechtop/connector'
import { advice } from './advice.ts'
import { columnsOf, type Columns } from './columns.ts'
import type { CookiebotConfig } from './config.ts'
import { csvRows } from './csv-rows.ts'
import { entryOf, textAt, type Entry } from './entry.ts'

export type CookiebotContext = Pick<Context<CookiebotConfig, null>, 'config' | 'signal' | 'now'>

export type Reading = {
  /** By consent id, the earliest first; each entry once, however many downloads it is in. */
  readonly entries: ReadonlyMap<string, readonly Entry[]>
  /** The day of the first entry in the log, whoever it is of. */
  readonly oldest: string
}

/**
 * Reads all downloads once and takes out what stands under these ids. Throws when they can't be read to their end, or
 * reach not far enough: then nobody knows who is not in them.
 */
export async function readConsentLog(ids: ReadonlySet<string>, context: CookiebotContext): Promise<Reading> {
  context.signal.throwIfAborted()
  try {
    return await read(ids, context)
  } catch (error) {
    context.signal.throwIfAborted()
    throw withAdvice(error)
  }
}

async function read(ids: ReadonlySet<string>, { config, signal, now }: CookiebotContext): Promise<Reading> {
  const found = new Map<string, Map<string, Entry>>()
  const today = dayBefore(now(), 0)
  let [oldest, newest] = [today, '']
  for (const file of await filesOf(config.log)) {
    let columns: Columns | null = null
    for await (const row of csvRows(file, signal)) {
      if (columns === null) {
        columns = columnsOf(row, config.columns)
        continue
      }
      const day = dayIn(textAt(row, columns.roles.get('chosenAt')))
      // a day that is yet to come makes no log newer
      if (day !== null && day < oldest) oldest = day
      if (day !== null && day > newest && day <= today) newest = day
      const id = textAt(row, columns.roles.get('consentId'))
      if (id === null || !ids.has(id)) continue
      const entry = entryOf(row, id, columns)
      found.set(id, (found.get(id) ?? new Map<string, Entry>()).set(entry.ref, entry))
    }
  }
  if (newest === '') throw new FailureError(permanent(advice.undated))
  if (newest < dayBefore(now(), config.maximumAgeDays)) throw new FailureError(permanent(advice.old))
  const entries = new Map([...found].map(([id, all]) => [id, [...all.values()].toSorted(inOrder)]))
  return { entries, oldest }
}

/** Where a page can go on: sorts as text in the order of time, also when a download has been replaced meanwhile. */
export const cursorOf = ({ chosenAt, ref }: Entry): string => `${chosenAt ?? ''} ${ref}`
const inOrder = (a: Entry, b: Entry): number => (cursorOf(a) < cursorOf(b) ? -1 : 1)

/** A day in UTC, so many days before a moment. */
export const dayBefore = (moment: Date, days: number): string =>
  new Date(moment.getTime() - days * 86_400_000).toISOString().slice(0, 10)

const dayIn = (text: string | null): string | null => /^\d{4}-\d{2}-\d{2}/.exec(text ?? '')?.[0] ?? null

async function filesOf(log: string): Promise<readonly string[]> {
  if (!(await stat(log)).isDirectory()) return [log]
  const names = (await readdir(log)).filter((name) => /\.csv$/i.test(name)).toSorted()
  if (names.length === 0) throw new FailureError(permanent(advice.missing))
  return names.map((name) => join(log, name))
}

/** An error of the file system has the path in it, and says nothing to do. */
function withAdvice(error: unknown): unknown {
  const code = error instanceof Error && 'code' in error ? error.code : null
  if (code === 'ENOENT' || code === 'ENOTDIR') return new FailureError(permanent(advice.missing))
  if (code === 'EACCES' || code === 'EPERM') return new FailureError(permanent(advice.unreadable))
  return error
}
