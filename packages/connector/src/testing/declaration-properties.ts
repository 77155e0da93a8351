import { inErasureOrder } from '../define-connector.ts'
import type { Property } from './conformance-system.ts'
import { demand, demandEqual } from './demand.ts'
import { canonical } from './json-comparison.ts'
import { byHolding, withRig } from './rig.ts'

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
          for (const record of records) {
            const there = items.some(({ data }) => includes(data, record))
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
    title: 'nothing is exported that was not planted, and every holding was planted',
    check: (conformance) =>
      withRig(conformance, async (rig) => {
        const { holdings } = rig.connector
        const planted = rig.target.records
        const unplanted = Object.keys(holdings).filter((holding) => (planted[holding] ?? []).length === 0)
        // holdings on one table can exclude each other: a demo account is not a customer's
        const others = [...Object.keys(rig.neighbour.records), ...Object.keys(rig.stranger.records)]
        const never = unplanted.filter((holding) => !others.includes(holding))
        demandEqual(never, [], 'plant a record of these holdings, for the target or for somebody else')
        for (const { holding, data } of await rig.read(await rig.locate(rig.target))) {
          const known = (planted[holding] ?? []).flatMap(Object.keys)
          const fields = Object.entries(data ?? {}).filter(
            ([, value]) => value !== null && !isEmptyList(value),
          )
          const unknown = fields.map(([field]) => field).filter((field) => !known.includes(field))
          demandEqual(unknown, [], `"${holding}" exports fields that the plant does not tell of`)
        }
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

function includes(data: unknown, record: Readonly<Record<string, unknown>>): boolean {
  const held = new Map(Object.entries(data ?? {}))
  return Object.entries(record).every(([field, value]) => canonical(held.get(field)) === canonical(value))
}
