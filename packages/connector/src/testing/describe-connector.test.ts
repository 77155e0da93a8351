import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import type { AnyConnector } from '../connector.ts'
import type { Conformance } from './conformance-system.ts'
import { describeConnector, properties } from './describe-connector.ts'
import { example, exampleSystem } from './kit-example.ts'

describeConnector({ connector: example, system: exampleSystem.create })

type Change = (right: AnyConnector) => Partial<AnyConnector>
type Find = AnyConnector['find']
type Erase = AnyConnector['erase']

/** Runs a statement behind everybody's back. */
const meanwhile = async (statement: string): Promise<void> =>
  void (await (await exampleSystem.database()).exec(statement))

/** Wraps export: what it yields, changed. */
const yielding =
  (
    change: (
      item: Awaited<ReturnType<AnyConnector['export']>> extends AsyncIterable<infer I> ? I : never,
    ) => object,
  ): Change =>
  (right) => ({
    async *export(orders, context) {
      for await (const item of right.export(orders, context)) yield { ...item, ...change(item) }
    },
  })

const finding =
  (change: (right: Find, ...call: Parameters<Find>) => ReturnType<Find>): Change =>
  ({ find }) => ({ find: (subjects, context) => change(find, subjects, context) })

const erasing =
  (change: (right: Erase, ...call: Parameters<Erase>) => ReturnType<Erase>): Change =>
  ({ erase }) => ({ erase: (orders, context) => change(erase, orders, context) })

const selecting = (change: object): Change =>
  erasing((erase, orders, context) =>
    erase(
      orders.map(({ locator, lines }) => ({
        locator,
        lines: lines.map((line) =>
          'all' in line.select ? { ...line, select: { ...line.select, ...change } } : line,
        ),
      })),
      context,
    ),
  )

const mutants: readonly [name: string, killedBy: string, change: Change][] = [
  ['takes any config', 'D1', () => ({ config: z.unknown() })],
  ['leaves a field out', 'D2', yielding(() => ({ data: {} }))],
  [
    'exports an undeclared field',
    'D3',
    yielding(({ data }) => ({ data: { ...Object(data), country: 'NL' } })),
  ],
  ['drops who is not there', 'F1', finding(async (find, ...call) => (await find(...call)).slice(1))],
  [
    'answers one for all',
    'F1',
    finding(async (find, [first], context) => find(first ? [first, first, first, first] : [], context)),
  ],
  [
    'calls unsearchable absent',
    'F4',
    finding(async (find, ...call) =>
      (await find(...call)).map((one) =>
        one.status === 'unsearchable' ? { status: 'absent', by: [] } : one,
      ),
    ),
  ],
  [
    'finds everybody for anybody',
    'F5',
    finding(async (find, subjects, context) =>
      find(
        subjects.map(() => everybody),
        context,
      ),
    ),
  ],
  [
    'writes while it looks',
    'F6',
    finding(async (find, ...call) => {
      await meanwhile("update people set email = email || ' '")
      return find(...call)
    }),
  ],
  [
    'ignores where a page begins',
    'E1',
    (right) => ({
      export: (orders, context) =>
        right.export(
          orders.map(({ locator, holdings }) => ({
            locator,
            holdings: Object.fromEntries(
              Object.entries(holdings).map(([name, page]) => [name, { ...page, after: '0' }]),
            ),
          })),
          context,
        ),
    }),
  ],
  ['says the wrong order', 'E3', yielding(() => ({ of: 0 }))],
  ['exports another shape', 'E5', yielding(() => ({ data: { address: 7 } }))],
  [
    'answers too few outcomes',
    'X1',
    erasing(async (erase, ...call) => (await erase(...call)).map((outcomes) => outcomes.slice(1))),
  ],
  [
    'does nothing and says done',
    'X2',
    erasing(async (_erase, orders) =>
      orders.map(({ lines }) => lines.map(() => ({ status: 'done', count: 1 }))),
    ),
  ],
  [
    'erases somebody else too',
    'X3',
    erasing(async (erase, ...call) => {
      await meanwhile("delete from logins where ip like 'neighbour%'")
      return erase(...call)
    }),
  ],
  [
    'fails when it is gone already',
    'X5',
    erasing(async (erase, ...call) =>
      (await erase(...call)).map((outcomes) =>
        outcomes.map((one) =>
          one.status === 'done' && one.count === 0 ? { status: 'unsupported', why: 'It is gone.' } : one,
        ),
      ),
    ),
  ],
  [
    'erases by ref, whoever owns it',
    'X9',
    erasing(async (erase, orders, context) => {
      for (const line of orders.flatMap(({ lines }) => lines))
        if (line.holding === 'subscriptions' && 'refs' in line.select)
          await meanwhile(
            `delete from subscriptions where id in (${line.select.refs.filter((ref) => /^\d+$/.test(ref)).join(',') || 0})`,
          )
      return erase(orders, context)
    }),
  ],
  [
    'erases more than was ordered',
    'L1',
    erasing(async (erase, ...call) => {
      await meanwhile("delete from subscriptions where list like 'target%'")
      return erase(...call)
    }),
  ],
  ['ignores the date of a cut', 'L3', selecting({ before: '2999-01-01' })],
  ['ignores the ceiling', 'L4', selecting({ ceiling: 1_000_000 })],
  ['counts wrong', 'L6', () => ({ count: async (locators, asks) => locators.map(() => asks.map(() => 1)) })],
  [
    'logs an address',
    'S1',
    finding(async (find, subjects, context) => {
      for (const { value } of subjects.flat()) context.log(value)
      return find(subjects, context)
    }),
  ],
  [
    'does not listen to its signal',
    'R4',
    finding(async (find, subjects, context) =>
      find(subjects, { ...context, signal: new AbortController().signal }),
    ),
  ],
]

const everybody = [
  { kind: 'email', value: 'tineke@example.nl' },
  { kind: 'email', value: 'willem@example.com' },
] as const

describe('the kit', () => {
  test.each(mutants)('a connector that %s fails %s', async (_name, killedBy, change) => {
    const connector: AnyConnector = { ...example, ...change(example) }
    const conformance: Conformance = { connector, system: exampleSystem.create }
    const property = properties.find(({ id }) => id === killedBy)
    await expect(property?.check(conformance)).rejects.toThrow()
  })
})
