import { inErasureOrder } from '../define-connector.ts'
import type { Json } from '@rechtop/schema'
import type { Conformance, ConformanceSystem, Property } from './conformance-system.ts'
import { demand, demandEqual } from './demand.ts'
import { canonical, leavesIn, type Leaf } from './json-comparison.ts'
import { textsOfFiles } from './files-of.ts'
import { asked, byHolding, fieldsOf, withRig, type Rig } from './rig.ts'
import { isUnread } from './whole-plan.ts'

/** What a connector says of itself. */
export const declarationProperties: readonly Property[] = [
  {
    id: 'D1',
    title: 'config refuses an empty object',
    check: async ({ connector }) => {
      const parsed = connector.config.safeParse({})
      demand(!parsed.success, 'config accepted {}: require what the system can’t be reached without')
    },
  },
  {
    id: 'D2',
    title: 'every planted value is exported, under its holding and field',
    check: (conformance) =>
      withRig(conformance, async (rig) => {
        const exported = byHolding(await rig.read(await rig.locate(rig.target)))
        for (const [holding, records] of Object.entries(rig.target.records)) {
          const items = exported.get(holding) ?? []
          if (isUnread(rig.connector, holding)) {
            const advice = `"${holding}" is never shown, and was exported: leave "unread" out, or do not export it`
            demandEqual(items.length, 0, advice)
            continue
          }
          for (const record of records) {
            const there = items.some((item) => includes(fieldsOf(item), record))
            const shown = JSON.stringify(
              { planted: record, exported: items.map(({ data }) => data) },
              null,
              2,
            )
            demand(there, `a planted record of "${holding}" is not exported as it was planted: ${shown}`)
          }
          demandEqual(
            items.length,
            records.length,
            `"${holding}" exports another number of records than were planted`,
          )
        }
      }),
  },
  {
    id: 'D3',
    title: 'what is held, what is planted and what is exported are the same',
    check: (conformance) =>
      withRig(fillingOthers(conformance), async (rig) => {
        const { holdings } = rig.connector
        const planted = rig.target.records
        const unplanted = Object.keys(holdings).filter((holding) => (planted[holding] ?? []).length === 0)
        // holdings on one table can exclude each other: a demo account is not a customer's
        const others = [...Object.keys(rig.neighbour.records), ...Object.keys(rig.stranger.records)]
        const never = unplanted.filter((holding) => !others.includes(holding))
        demandEqual(never, [], 'plant a record of these holdings, for the target or for somebody else')
        for (const item of await rig.read(await rig.locate(rig.target))) {
          const known = (planted[item.holding] ?? []).flatMap(Object.keys)
          const filled = [...fieldsOf(item)].filter(([, value]) => value !== null && !isEmptyList(value))
          const unknown = filled.map(([field]) => field).filter((field) => !known.includes(field))
          demandEqual(unknown, [], `"${item.holding}" exports fields that the plant does not tell of`)
        }
        const locators = await rig.locate(rig.target)
        await rig.system.fill?.()
        demandEqual(
          (await undeclared(rig, locators)).map(({ path }) => path),
          [],
          'texts of the target stand here which no holding exports: declare a field for them, or name the place in ' +
            '"excluded" with a reason; tell of a text that is kept and never shown in "unread" of what plant returns',
        )
      }),
  },
  {
    id: 'D4',
    title: 'the order of erasing has no circle',
    check: async ({ connector }) => {
      inErasureOrder(connector.holdings)
    },
  },
]

const isEmptyList = (value: unknown): boolean => Array.isArray(value) && value.length === 0

function includes(held: ReadonlyMap<string, unknown>, record: Readonly<Record<string, unknown>>): boolean {
  return Object.entries(record).every(([field, value]) => canonical(held.get(field)) === canonical(value))
}

/** What is empty in the others' rows is filled before the target comes, so that it is not taken for the target's. */
function fillingOthers({ connector, system }: Conformance): Conformance {
  return {
    connector,
    async system() {
      const empty = await system()
      const plant: ConformanceSystem['plant'] = async (role, count) => {
        const planted = await empty.plant(role, count)
        if (role === 'stranger') await empty.fill?.()
        return planted
      }
      return { ...empty, plant }
    },
  }
}

/** Texts that came into the system with the target and come out nowhere: not in an export, a key or an identifier. */
async function undeclared(rig: Rig, locators: readonly Json[]): Promise<Leaf[]> {
  const before = new Set(leavesIn(rig.withoutTarget).map(({ text }) => text))
  const items = await rig.read(locators)
  const identifiers = [...asked(rig.target), ...rig.target.identifiers].map(({ value }) => value)
  const unread = (rig.target.unread ?? []).map(({ text }) => text)
  const neverShown = Object.entries(rig.target.records).filter(([holding]) =>
    isUnread(rig.connector, holding),
  )
  const records = items.map(({ ref, data }) => [ref, data])
  const files = [textsOfFiles(rig.target), items.flatMap((item) => item.files ?? [])]
  const shown = canonical([records, neverShown, files, locators, identifiers, unread])
  const excluded = (rig.connector.excluded ?? []).map(({ at }) => `dump.${at}`)
  const isExcluded = (path: string): boolean => {
    const place = path.replaceAll(/\[\d+\]/g, '')
    return excluded.some((at) => place === at || place.startsWith(`${at}.`))
  }
  const held = leavesIn(await rig.system.dump()).filter(({ path }) => !isExcluded(path))
  return held.filter(
    // a date is written in as many ways as there are systems, and is nobody's alone
    ({ text }) => !before.has(text) && !isDate(text) && !shown.includes(JSON.stringify(text).slice(1, -1)),
  )
}

const isDate = (text: string): boolean => /^\d{4}-\d{2}-\d{2}/.test(text)
