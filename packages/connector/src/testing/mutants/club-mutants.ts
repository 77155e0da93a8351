import { setTimeout as sleep } from 'node:timers/promises'
import type { AnyConnector } from '../../connector.ts'
import type { Outcome } from '../../erase.ts'
import { permanent } from '../../failure.ts'
import { search, write } from '../example/club-api.ts'
import { club } from '../example/club.ts'
import { clubClientMutants } from './club-client-mutants.ts'
import { clubFileMutants } from './club-file-mutants.ts'
import { clubRightsMutants } from './club-rights-mutants.ts'
import type { Mutant } from './mutant.ts'

type Club = typeof club
type Erase = Club['erase']
type Change = Partial<Club>

const done: Outcome = { status: 'done', count: 1 }
const erasing = (erase: Erase): Change => ({ erase })

/** Lines that were begun, as a connector with a bad memory keeps them. */
function forgetful(): Change {
  const begun = new Set<string>()
  return erasing((orders, context) => {
    const fresh = orders.map(({ locator, lines }) => ({
      locator,
      lines: lines.filter(({ key }) => !begun.has(`${locator.person} ${key}`)),
    }))
    for (const { locator, lines } of fresh) for (const { key } of lines) begun.add(`${locator.person} ${key}`)
    return club
      .erase(fresh, context)
      .then((outcomes) =>
        orders.map(({ lines }, at) =>
          lines.map((line) => outcomes[at]?.[fresh[at]?.lines.indexOf(line) ?? -1] ?? done),
        ),
      )
  })
}

/** Refuses a second call while one is under way. */
function locked(): Change {
  let isBusy = false
  return erasing(async (orders, context) => {
    if (isBusy) {
      const refused: Outcome = { status: 'failed', failure: permanent('somebody else erases'), done: 0 }
      return orders.map(({ lines }) => lines.map(() => refused))
    }
    isBusy = true
    try {
      return await club.erase(orders, context)
    } finally {
      isBusy = false
    }
  })
}

const changes: readonly (readonly [name: string, killedBy: string, advice: string, change: () => Change])[] =
  [
    [
      'forgets page two',
      'E1',
      'read every page',
      () => ({
        async *export(orders, context) {
          const seen = new Map<string, number>()
          for await (const item of club.export(orders, context)) {
            const count = (seen.get(`${item.of} ${item.holding}`) ?? 0) + 1
            seen.set(`${item.of} ${item.holding}`, count)
            if (count <= 10) yield item
          }
        },
      }),
    ],
    [
      'reads everything before it gives anything',
      'E3',
      'yield each page as it arrives',
      () => ({
        async *export(orders, context) {
          yield* await Array.fromAsync(club.export(orders, context))
        },
      }),
    ],
    [
      'goes on to the next page when nobody waits',
      'E10',
      'look at the signal before each page',
      () => ({
        export: (orders, context) =>
          club.export(orders, { ...context, signal: new AbortController().signal }),
      }),
    ],
    [
      'finds only as many as fit in one request',
      'F1',
      'split what is more than one request takes',
      () => ({
        async find(subjects, context) {
          const found = await club.find(subjects.slice(0, 10), context)
          return subjects.map((_subject, at) => found[at] ?? { status: 'absent', by: ['email'] })
        },
      }),
    ],
    [
      'pages by number while it deletes',
      'X11',
      'take the references in batches, to the last one',
      () =>
        erasing(async (orders, context) => {
          for (const { locator, lines } of orders) {
            if (!lines.some(({ holding }) => holding === 'visits')) continue
            for (let offset = 0; ; offset += 10) {
              const where = { person: [locator.person] }
              const { items } = await search(context, 'visits', { where, offset })
              if (items.length === 0) break
              for (const { id } of items) await write(context, 'DELETE', `/visits/${id}`)
            }
          }
          const others = orders.map(({ locator, lines }) => ({
            locator,
            lines: lines.filter(({ holding }) => holding === 'notes' || holding === 'consents'),
          }))
          await club.erase(others, context)
          return orders.map(({ lines }) => lines.map(() => done))
        }),
    ],
    [
      'says done when it has only begun',
      'X4',
      'answer "pending" until they are gone',
      () =>
        erasing(async (orders, context) => {
          void sleep(100)
            .then(() => club.erase(orders, context))
            .catch(() => {})
          return orders.map(({ lines }) => lines.map(() => done))
        }),
    ],
    [
      'remembers what it began, not what it did',
      'X6',
      'and carried out again, the system is not as after',
      forgetful,
    ],
    ['cannot be called twice at once', 'X7', 'one stopped', locked],
    [
      'lets one bad line stop the others',
      'X10',
      'decide each line by itself',
      () =>
        erasing(async (orders, context) => {
          const outcomes = await club.erase(orders, context)
          const bad = outcomes.flat().find(({ status }) => status === 'stale')
          return bad === undefined ? outcomes : outcomes.map((list) => list.map(() => bad))
        }),
    ],
    [
      'puts an address into an error',
      'S1',
      'event names, numbers and literals only',
      () => ({
        async find(subjects, context) {
          const odd = subjects.flat().find(({ value }) => value.length > 100)
          if (odd !== undefined) throw new Error(`cannot search for ${odd.value}`)
          return club.find(subjects, context)
        },
      }),
    ],
    ['has more requests open than it says', 'R5', 'wait for one to end', () => ({ concurrency: 1 })],
  ]

const right: AnyConnector = club

export const clubMutants: readonly Mutant[] = [
  ...clubClientMutants,
  ...clubFileMutants,
  ...clubRightsMutants,
  {
    name: 'skips references that it cannot read',
    killedBy: 'X8',
    advice: 'answer "stale", because nobody knows what was meant',
    connector: {
      ...right,
      erase: (orders, context) =>
        right.erase(
          orders.map(({ locator, lines }) => ({
            locator,
            lines: lines.map((line) =>
              'refs' in line.select
                ? { ...line, select: { refs: line.select.refs.filter((ref) => /^\d+$/.test(ref)) } }
                : line,
            ),
          })),
          context,
        ),
    },
  },
  ...changes.map(([name, killedBy, advice, change]) => {
    const mutant: Club = { ...club, ...change() }
    return { name, killedBy, advice, connector: mutant }
  }),
]
