import { normalizeIdentifier, type Json } from '@rechtop/schema'
import type { Due } from '../right.ts'
import type { Property } from './conformance-system.ts'
import { demand, demandEqual, demandUnchanged } from './demand.ts'
import { canonical } from './json-comparison.ts'
import { fieldsOf, withRig, type Rig } from './rig.ts'

const afterAllTime = '2999-01-01'

/** What `due` promises. */
export const dueProperties: readonly Property[] = [
  {
    id: 'O5',
    title: 'due gives each match once whose records are older than asked, page by page, and writes nothing',
    appliesTo: ({ due }) => due !== undefined,
    check: (conformance) =>
      withRig(conformance, async (rig) => {
        const before = await rig.system.dump()
        let asked = 0
        for (const [holding, { dated }] of Object.entries(rig.connector.holdings)) {
          if (dated === undefined) continue
          for (const locator of await rig.locate(rig.target)) {
            const dates = (await rig.read([locator], { [holding]: {} })).map((item) =>
              String(fieldsOf(item).get(dated)),
            )
            const earliest = dates.sort()[0]
            if (earliest === undefined) continue
            asked++
            await demandDue(rig, holding, locator, earliest)
          }
        }
        demand(
          asked > 0,
          '"due" asks by "dated", and no holding of the target has that: plant one, or leave "due" out',
        )
        demandUnchanged(await rig.system.dump(), before, 'asking who is due changed the system')
      }),
  },
  {
    id: 'O6',
    title: 'each identifier by which due names a match leads find to that match',
    appliesTo: ({ due }) => due !== undefined,
    check: (conformance) =>
      withRig(conformance, async (rig) => {
        let named = 0
        for (const [holding, { dated }] of Object.entries(rig.connector.holdings)) {
          if (dated === undefined) continue
          for (const one of await dueOf(rig, { holding, before: afterAllTime, first: 1000 })) {
            named += one.by.length
            await demandNamed(rig, holding, one)
          }
        }
        demand(named > 0, 'nobody who is due is named: give in "by" what "find" knows the match by')
      }),
  },
]

async function demandNamed(rig: Rig, holding: string, { locator, by }: Due<Json>): Promise<void> {
  demandEqual(
    by.map(normalizeIdentifier),
    by,
    `a match of "${holding}" is named otherwise than in normal form`,
  )
  const located = await rig.connector.find(
    by.map((identifier) => [identifier]),
    rig.context,
  )
  for (const answer of located) {
    const found = answer.status === 'found' ? answer.matches : []
    const led = found.filter(({ certainty }) => certainty === 'equal').map((match) => match.locator)
    demand(
      led.map(canonical).includes(canonical(locator)),
      `what "by" says of a match of "${holding}" does not lead find to it: somebody else would be erased in its place`,
    )
  }
}

async function demandDue(rig: Rig, holding: string, locator: Json, earliest: string): Promise<void> {
  const all = await dueOf(rig, { holding, before: afterAllTime, first: 1000 })
  const texts = all.map((one) => canonical(one.locator))
  demand(
    all.every(({ of }) => of === 0),
    '"of" is the index of the ask',
  )
  demandEqual(
    [...new Set(texts)],
    texts,
    `a match of "${holding}" came twice: give each once, whatever it holds`,
  )
  demand(
    texts.includes(canonical(locator)),
    `the target has records of "${holding}" that are older than asked, and is not due`,
  )
  const none = (await dueOf(rig, { holding, before: earliest, first: 1000 })).map((one) =>
    canonical(one.locator),
  )
  demand(
    !none.includes(canonical(locator)),
    `nothing of the target in "${holding}" is dated before ${earliest}, and it is due all the same: compare with "before"`,
  )
  const paged: string[] = []
  for (let after: string | undefined; ;) {
    const page = await dueOf(rig, {
      holding,
      before: afterAllTime,
      first: 1,
      ...(after !== undefined && { after }),
    })
    demand(page.length <= 1, `${page.length} matches came where first: 1 was asked`)
    const [one] = page
    if (one === undefined) break
    paged.push(canonical(one.locator))
    demand(
      paged.length <= all.length,
      'the pages of due matches do not end: give "after" what comes after it',
    )
    after = one.cursor
  }
  demandEqual(paged, texts, `the due matches of "${holding}" one by one are not the whole, in the same order`)
}

async function dueOf(
  rig: Rig,
  ask: { readonly holding: string; readonly before: string; readonly first: number; readonly after?: string },
): Promise<Due<Json>[]> {
  const found: Due<Json>[] = []
  for await (const one of rig.connector.due?.([ask], rig.context) ?? []) found.push(one)
  return found
}
