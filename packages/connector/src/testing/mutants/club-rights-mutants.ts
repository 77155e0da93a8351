import { club } from '../example/club.ts'
import { searchAll, write } from '../example/club-api.ts'
import type { Outcome } from '../../erase.ts'
import type { Mutant } from './mutant.ts'

type Club = typeof club
type Change = Partial<Club>

const done: Outcome = { status: 'done', count: 1 }

const changes: readonly (readonly [name: string, killedBy: string, advice: string, change: Change])[] = [
  [
    'corrects by writing the whole record',
    'O1',
    'changed other fields or records',
    {
      rectify: (orders, context) =>
        club.rectify?.(
          orders.map(({ locator, lines }) => ({
            locator,
            lines: lines.map((line) =>
              line.holding === 'notes' ? { ...line, fields: { text: null, ...line.fields } } : line,
            ),
          })),
          context,
        ) ?? Promise.resolve([]),
    },
  ],
  [
    'corrects whoever owns the record',
    'O1',
    'correcting a stranger’s record',
    {
      async rectify(orders, context) {
        for (const { holding, ref, fields } of orders.flatMap(({ lines }) => lines))
          await write(context, 'PATCH', `/${holding}/${ref}`, fields)
        return orders.map(({ lines }) => lines.map(() => done))
      },
    },
  ],
  [
    'restricts the neighbour too',
    'O2',
    'which is not the target’s',
    {
      async restrict(restrictions, context) {
        for await (const { id } of searchAll(context, 'people', {}))
          await write(context, 'PATCH', `/people/${id}`, { restricted: restrictions[0]?.restricted ?? true })
        return restrictions.map(() => done)
      },
    },
  ],
  [
    'does not tell that somebody is restricted',
    'O2',
    'find must mark the restricted match',
    {
      async find(subjects, context) {
        const found = await club.find(subjects, context)
        return found.map((one) => {
          if (one.status !== 'found') return one
          return { ...one, matches: one.matches.map(({ restricted: _restricted, ...match }) => match) }
        })
      },
    },
  ],
  [
    'deletes the proof of a consent',
    'O3',
    'deleted the record of it',
    {
      async withdrawConsent(orders, context) {
        for (const { locator } of orders)
          for await (const { id } of searchAll(context, 'consents', { where: { person: [locator.person] } }))
            await write(context, 'DELETE', `/consents/${id}`)
        return orders.map(({ lines }) => lines.map(() => done))
      },
    },
  ],
  [
    'forgets when a consent was given',
    'O3',
    'emptied "givenAt"',
    {
      async withdrawConsent(orders, context) {
        for (const { locator } of orders)
          for await (const { id } of searchAll(context, 'consents', { where: { person: [locator.person] } }))
            await write(context, 'PATCH', `/consents/${id}`, { status: 'withdrawn', givenAt: null })
        return orders.map(({ lines }) => lines.map(() => done))
      },
    },
  ],
  [
    'suppresses nobody',
    'O4',
    'the next import would bring the person back',
    { suppress: async (suppressions) => suppressions.map(() => done) },
  ],
  [
    'suppresses in clear',
    'O4',
    'keep a keyed hash',
    {
      async suppress(suppressions, context) {
        for (const { identifiers, suppressed } of suppressions)
          for (const { value } of identifiers)
            await write(context, suppressed ? 'PUT' : 'DELETE', `/suppressions/${value}`, {})
        return suppressions.map(() => done)
      },
    },
  ],
  [
    'suppresses by a form that the import does not know',
    'X14',
    'the import has to be kept from taking the person in',
    {
      suppress: (suppressions, context) =>
        club.suppress?.(
          suppressions.map((one) => ({
            ...one,
            identifiers: one.identifiers.map(({ kind, value }) => ({ kind, value: value.toUpperCase() })),
          })),
          context,
        ) ?? Promise.resolve([]),
    },
  ],
  [
    'calls everybody due',
    'O5',
    'compare with "before"',
    {
      async *due(asks, context) {
        yield* (
          club.due?.(
            asks.map((ask) => ({ ...ask, before: '2999-01-01' })),
            context,
          ) ?? []
        )
      },
    },
  ],
  [
    'gives a match once per record',
    'O5',
    'came twice',
    {
      async *due(asks, context) {
        for (const [of, { before }] of asks.entries())
          for await (const { id, person } of searchAll(context, 'visits', { before: { at: before } }))
            yield { of, locator: { person: String(person) }, by: [], cursor: id }
      },
    },
  ],
  [
    'names the one after who is due',
    'O6',
    'somebody else would be erased',
    {
      async *due(asks, context) {
        const all = await Array.fromAsync(club.due?.(asks, context) ?? [])
        for (const [index, one] of all.entries()) yield { ...one, by: (all[index + 1] ?? one).by }
      },
    },
  ],
  [
    'names nobody who is due',
    'O6',
    'nobody who is due is named',
    {
      async *due(asks, context) {
        for await (const one of club.due?.(asks, context) ?? []) yield { ...one, by: [] }
      },
    },
  ],
]

/** Mistakes in the rights that a connector may offer. */
export const clubRightsMutants: readonly Mutant[] = changes.map(([name, killedBy, advice, change]) => {
  const mutant: Club = { ...club, ...change }
  return { name, killedBy, advice, connector: mutant }
})
