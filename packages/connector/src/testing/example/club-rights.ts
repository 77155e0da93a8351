import type { Outcome, Ordered } from '../../erase.ts'
import type { Correction, Due, DueAsk, Restriction, Suppression, Withdrawal } from '../../right.ts'
import { digestOf, get, search, searchAll, write, type ClubContext } from './club-api.ts'
import { outcomeOf, ownerOf, type ClubLocator } from './club-erase.ts'
import type { ClubHoldings } from './club-holdings.ts'

const done = (count: number): Outcome => ({ status: 'done', count })

export async function rectifyOrder(
  { locator, lines }: Ordered<Correction<ClubHoldings>, ClubLocator>,
  context: ClubContext,
): Promise<Outcome[]> {
  const outcomes: Outcome[] = []
  for (const { holding, ref, fields } of lines) {
    outcomes.push(
      await outcomeOf(context, async () => {
        const path = `/${holding}/${ref}`
        const record = await get(context, path)
        if (record === null || ownerOf(record) !== locator.person) return { status: 'stale', refs: [ref] }
        return done((await write(context, 'PATCH', path, fields)) ? 1 : 0)
      }),
    )
  }
  return outcomes
}

export function restrictOne(
  { locator: { person }, restricted }: Restriction<ClubLocator>,
  context: ClubContext,
): Promise<Outcome> {
  return outcomeOf(context, async () =>
    done((await write(context, 'PATCH', `/people/${person}`, { restricted })) ? 1 : 0),
  )
}

export async function withdrawOrder(
  { locator: { person }, lines }: Ordered<Withdrawal<ClubHoldings>, ClubLocator>,
  context: ClubContext,
): Promise<Outcome[]> {
  const outcomes: Outcome[] = []
  for (const { holding } of lines) {
    outcomes.push(
      await outcomeOf(context, async () => {
        let count = 0
        for await (const { id, status } of searchAll(context, holding, { where: { person: [person] } })) {
          if (status === 'withdrawn') continue
          const withdrawnAt = context.now().toISOString()
          await write(context, 'PATCH', `/${holding}/${id}`, { status: 'withdrawn', withdrawnAt })
          count++
        }
        return done(count)
      }),
    )
  }
  return outcomes
}

export function suppressOne(
  { identifiers, suppressed }: Suppression,
  context: ClubContext,
): Promise<Outcome> {
  return outcomeOf(context, async () => {
    let count = 0
    for (const identifier of identifiers) {
      const path = `/suppressions/${digestOf(identifier, context.config.token)}`
      if (await write(context, suppressed ? 'PUT' : 'DELETE', path, {})) count++
    }
    return done(count)
  })
}

export async function* dueVisitors(
  asks: readonly DueAsk<ClubHoldings>[],
  context: ClubContext,
): AsyncGenerator<Due<ClubLocator>> {
  for (const [of, { holding, before, first, after = '' }] of asks.entries()) {
    if (holding !== 'visits') continue
    let [left, last] = [first, after]
    while (left > 0) {
      const limit = Math.min(left, 10)
      const page = await search(context, holding, {
        before: { at: before },
        distinct: 'person',
        after: last,
        limit,
      })
      const emails = await emailsOf(
        context,
        page.items.map(({ id }) => id),
      )
      for (const { id } of page.items) {
        const email = emails.get(id)
        const by = email === undefined ? [] : [{ kind: 'email', value: email } as const]
        yield { of, locator: { person: id }, by, cursor: id }
      }
      left -= page.items.length
      last = page.items.at(-1)?.id ?? last
      if (!page.more) break
    }
  }
}

/** By person, in its normal form; nobody who has none. */
async function emailsOf(context: ClubContext, id: readonly string[]): Promise<Map<string, string>> {
  const people = await Array.fromAsync(searchAll(context, 'people', { where: { id } }))
  const emails = people.map(
    ({ id, email }) =>
      [
        id,
        String(email ?? '')
          .trim()
          .toLowerCase(),
      ] as const,
  )
  return new Map(emails.filter(([, email]) => email !== ''))
}
