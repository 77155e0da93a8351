import { z } from 'zod'
import type { AnyConnector } from '../../connector.ts'
import { example, exampleSystem, exampleTables } from '../kit-example.ts'
import { pgliteSystem } from '../pglite-system.ts'
import type { Mutant } from './mutant.ts'

type Find = AnyConnector['find']
type Erase = AnyConnector['erase']
type Export = AnyConnector['export']
type Item = ReturnType<Export> extends AsyncIterable<infer Item> ? Item : never
type Change = Partial<AnyConnector>

/** Runs a statement behind everybody's back. */
const meanwhile = async (statement: string): Promise<void> =>
  void (await (await exampleSystem.database()).exec(statement))

const yielding = (change: (item: Item) => object): Change => ({
  async *export(orders, context) {
    for await (const item of example.export(orders, context)) yield { ...item, ...change(item) }
  },
})
const finding = (change: (...call: Parameters<Find>) => ReturnType<Find>): Change => ({ find: change })
const erasing = (change: (...call: Parameters<Erase>) => ReturnType<Erase>): Change => ({ erase: change })

const selecting = (change: object): Change =>
  erasing((orders, context) =>
    example.erase(
      orders.map(({ locator, lines }) => ({
        locator,
        lines: lines.map((line) =>
          'all' in line.select ? { ...line, select: { ...line.select, ...change } } : line,
        ),
      })),
      context,
    ),
  )

const everybody = [
  { kind: 'email', value: 'tineke@example.nl' },
  { kind: 'email', value: 'willem@example.com' },
] as const

const changes: readonly (readonly [name: string, killedBy: string, advice: string, change: Change])[] = [
  ['takes any config', 'D1', 'config accepted {}', { config: z.unknown() }],
  ['leaves a field out', 'D2', 'is not exported as it was planted', yielding(() => ({ data: {} }))],
  [
    'exports an undeclared field',
    'D3',
    'exports fields that the plant does not tell of',
    yielding(({ data }) => ({ data: { ...Object(data), country: 'NL' } })),
  ],
  [
    'drops who is not there',
    'F1',
    'find must answer once per subject',
    finding(async (...call) => (await example.find(...call)).slice(1)),
  ],
  [
    'answers one for all',
    'F1',
    'two subjects got one answer',
    finding(async ([first], context) => example.find(first ? [first, first, first, first] : [], context)),
  ],
  [
    'calls unsearchable absent',
    'F4',
    'without a searchable identifier is "unsearchable"',
    finding(async (...call) =>
      (await example.find(...call)).map((one) =>
        one.status === 'unsearchable' ? { status: 'absent', by: [] } : one,
      ),
    ),
  ],
  [
    'finds everybody for anybody',
    'F5',
    'part of an address is somebody else',
    finding(async (subjects, context) =>
      example.find(
        subjects.map(() => everybody),
        context,
      ),
    ),
  ],
  [
    'writes while it looks',
    'F6',
    'looking changed the system',
    finding(async (...call) => {
      await meanwhile("update people set email = email || ' '")
      return example.find(...call)
    }),
  ],
  [
    'ignores where a page begins',
    'E8',
    'pages without end',
    {
      export: (orders, context) =>
        example.export(
          orders.map(({ locator, holdings }) => ({
            locator,
            holdings: Object.fromEntries(
              Object.entries(holdings).map(([name, page]) => [name, { ...page, after: '0' }]),
            ),
          })),
          context,
        ),
    },
  ],
  ['says the wrong order', 'E9', '"of" must say which order', yielding(() => ({ of: 0 }))],
  [
    'exports another shape',
    'E5',
    'another shape than its record type',
    yielding(() => ({ data: { address: 7 } })),
  ],
  [
    'answers too few outcomes',
    'X1',
    'each line gets exactly one',
    erasing(async (...call) => (await example.erase(...call)).map((outcomes) => outcomes.slice(1))),
  ],
  [
    'does nothing and says done',
    'X2',
    'these texts are still in the system',
    erasing(async (orders) => orders.map(({ lines }) => lines.map(() => ({ status: 'done', count: 1 })))),
  ],
  [
    'erases somebody else too',
    'X3',
    'erasing the target changed or took away',
    erasing(async (...call) => {
      await meanwhile("delete from logins where ip like 'neighbour%'")
      return example.erase(...call)
    }),
  ],
  [
    'fails when it is gone already',
    'X5',
    'was answered with {"status":"unsupported"',
    erasing(async (...call) =>
      (await example.erase(...call)).map((outcomes) =>
        outcomes.map((one) =>
          one.status === 'done' && one.count === 0 ? { status: 'unsupported', why: 'It is gone.' } : one,
        ),
      ),
    ),
  ],
  [
    'erases by ref, whoever owns it',
    'X9',
    'an order for one person changed',
    erasing(async (orders, context) => {
      for (const line of orders.flatMap(({ lines }) => lines))
        if (line.holding === 'subscriptions' && 'refs' in line.select)
          await meanwhile(
            `delete from subscriptions where id in (${line.select.refs.filter((ref) => /^\d+$/.test(ref)).join(',') || 0})`,
          )
      return example.erase(orders, context)
    }),
  ],
  [
    'writes half outside its transaction',
    'X6',
    'which was there before',
    erasing(async (...call) => {
      const outcomes = await example.erase(...call).catch(async (thrown: unknown) => {
        await meanwhile("delete from logins where ip like 'stranger%'")
        throw thrown
      })
      return outcomes
    }),
  ],
  [
    'erases more than was ordered',
    'L1',
    'changed other holdings',
    erasing(async (...call) => {
      await meanwhile("delete from subscriptions where list like 'target%'")
      return example.erase(...call)
    }),
  ],
  ['ignores the date of a cut', 'L3', '"before" must cut', selecting({ before: '2999-01-01' })],
  ['ignores the ceiling', 'L4', 'more records than the ceiling', selecting({ ceiling: 1_000_000 })],
  [
    'counts wrong',
    'L6',
    'is not what export gives',
    { count: async (locators, asks) => locators.map(() => asks.map(() => 1)) },
  ],
  [
    'logs an address',
    'S1',
    'event names, numbers and literals only',
    finding(async (subjects, context) => {
      for (const { value } of subjects.flat()) context.log(value)
      return example.find(subjects, context)
    }),
  ],
  [
    'does not listen to its signal',
    'R4',
    'find went on after its signal was aborted',
    finding(async (subjects, context) =>
      example.find(subjects, { ...context, signal: new AbortController().signal }),
    ),
  ],
]

const withSecretColumn = pgliteSystem({
  ...exampleTables,
  schema: `${exampleTables.schema} alter table people add column citizen_number text;`,
})

export const sqlMutants: readonly Mutant[] = [
  ...changes.map(([name, killedBy, advice, change]) => ({
    name,
    killedBy,
    advice,
    connector: { ...example, ...change },
  })),
  {
    name: 'does not know of a column',
    killedBy: 'D3',
    advice: 'dump.public.people[2].citizen_number',
    connector: example,
    system: withSecretColumn.create,
  },
]
