import type { AnyConnector } from '../../connector.ts'
import { FailureError, permanent, transient } from '../../failure.ts'
import { photoOf } from '../example/club-api.ts'
import { club } from '../example/club.ts'
import type { Mutant } from './mutant.ts'

type Club = typeof club
type ReadFile = NonNullable<Club['readFile']>
type Change = Partial<Club>

const right: ReadFile = (...call) => club.readFile?.(...call) ?? fail()

/** What is no file, in a form that must not be a file's. */
async function* fail(): AsyncGenerator<Uint8Array> {
  yield* []
  throw new FailureError(permanent('there are no files'))
}

/** Keeps what it read, by its id. */
function remembering(): Change {
  const kept = new Map<string, Uint8Array[]>()
  return {
    async *readFile(order, context) {
      const known = kept.get(order.file) ?? []
      if (known.length > 0) return yield* known
      for await (const piece of right(order, context)) {
        known.push(piece)
        kept.set(order.file, known)
        yield piece
      }
    },
  }
}

/** Lets one in at a time, and nobody after somebody who left early. */
function neverLettingGo(): Change {
  let isBusy = false
  return {
    async *readFile(order, context) {
      if (isBusy) throw new FailureError(transient)
      isBusy = true
      yield* right(order, context)
      isBusy = false
    },
  }
}

const changes: readonly (readonly [name: string, killedBy: string, advice: string, change: () => Change])[] =
  [
    [
      'reads a file as text',
      'B1',
      'give its bytes as they are',
      () => ({
        async *readFile(order, context) {
          for await (const piece of right(order, context)) yield Buffer.from(Buffer.from(piece).toString())
        },
      }),
    ],
    [
      'names only the first file',
      'B1',
      'the files that the export names are not those that were planted',
      () => ({
        async *export(orders, context) {
          for await (const item of club.export(orders, context)) {
            yield item.files === undefined ? item : { ...item, files: item.files.slice(0, 1) }
          }
        },
      }),
    ],
    [
      'says the size of a file wrongly',
      'B1',
      'leave "bytes" null where it is not known',
      () => ({
        async *export(orders, context) {
          for await (const item of club.export(orders, context)) {
            const files = item.files?.map((file) => ({ ...file, bytes: 7 }))
            yield files === undefined ? item : { ...item, files }
          }
        },
      }),
    ],
    [
      'reads whatever file it is asked for',
      'B2',
      'under another person’s locator and gave',
      () => ({
        async *readFile({ file }, context) {
          if (!/^\d+$/.test(file)) yield* fail()
          yield* photoOf(context, file)
        },
      }),
    ],
    [
      'does not look which record names the file',
      'B2',
      'under the ref of another person’s record and gave',
      () => ({
        readFile: (order, context) => right({ ...order, ref: order.locator.person }, context),
      }),
    ],
    ['gives out what was erased', 'B3', 'was asked for after the erasure and gave', remembering],
    [
      'keeps the door shut after somebody who left early',
      'B4',
      'let go of everything in "finally"',
      neverLettingGo,
    ],
    [
      'takes half a file for a whole one',
      'B5',
      'broke off, and gave',
      () => ({
        async *readFile(order, context) {
          try {
            yield* right(order, context)
          } catch (error) {
            if (!(error instanceof FailureError) || error.failure.code !== 'transient') throw error
          }
        },
      }),
    ],
    [
      'reads a file although nobody wants it any more',
      'R4',
      'readFile went on after its signal was aborted',
      () => ({
        readFile: (order, context) => right(order, { ...context, signal: new AbortController().signal }),
      }),
    ],
    [
      'takes a file that cannot be had for an empty one',
      'R3',
      'readFile answered a 500 with 0 bytes and no failure',
      () => ({
        async *readFile(order, context) {
          const pieces = await Array.fromAsync(right(order, context)).catch((error: unknown) => {
            if (error instanceof FailureError && error.failure.code === 'transient') return []
            throw error
          })
          yield* pieces
        },
      }),
    ],
    [
      'exports what it says is never shown',
      'D2',
      '"entries" is never shown, and was exported',
      () => ({
        async *export(orders, context) {
          yield* club.export(orders, context)
          yield { of: 0, holding: 'entries', ref: '1', cursor: '1', data: { card: 'target-card' } }
        },
      }),
    ],
    [
      'does not erase what it never shows',
      'X2',
      'these texts are still in the system',
      () => ({
        async erase(orders, context) {
          const shown = orders.map(({ locator, lines }) => ({
            locator,
            lines: lines.filter(({ holding }) => holding !== 'entries'),
          }))
          const outcomes = await club.erase(shown, context)
          return orders.map(({ lines }, at) => {
            const left = [...(outcomes[at] ?? [])]
            return lines.map(({ holding }) =>
              holding === 'entries' ? { status: 'done', count: 0 } : (left.shift() ?? unsaid),
            )
          })
        },
      }),
    ],
  ]

const unsaid = { status: 'stale', refs: [] } as const

/** Where files are, among many addresses of which anybody can have one. */
const elsewhere = '*.0.0.1:64999'

/** The club, with photos that also ask there. */
export function withFilesElsewhere(headers: (token: string) => Record<string, string>): AnyConnector {
  const changed: Club = {
    ...club,
    hosts: (config) => [...(club.hosts?.(config) ?? []), elsewhere],
    async *readFile(order, context) {
      await fetch('http://127.0.0.1:64999/photo', { headers: headers(context.config.token) }).catch(() => {})
      yield* right(order, context)
    },
  }
  return changed
}

/** Mistakes with files, and with what is never shown. */
export const clubFileMutants: readonly Mutant[] = [
  ...changes.map(([name, killedBy, advice, change]) => {
    const mutant: Club = { ...club, ...change() }
    return { name, killedBy, advice, connector: mutant }
  }),
  {
    name: 'sends its token to where files are',
    killedBy: 'S5',
    advice: 'where anybody may have an address',
    connector: withFilesElsewhere((token) => ({ authorization: `Bearer ${token}` })),
  },
]
