import fc from 'fast-check'
import { expect, test } from 'vitest'
import { carriedOutAs, differenceOf, type PlanChange } from './difference.ts'
import { digestOf } from './digest.ts'
import { nothingDecided, type Plan, type PlanLine } from './plan.ts'

const base: PlanLine = {
  system: 'shop',
  match: 'm',
  holding: 'notes',
  action: 'erase',
  grain: 'record',
  count: 1,
  ...nothingDecided,
  refs: ['1'],
  controller: null,
  why: 'No purpose needs it.',
}
const records = (action: PlanLine['action'], refs: string[], change: Partial<PlanLine> = {}): PlanLine => ({
  ...base,
  action,
  refs,
  count: refs.length,
  ...change,
})
const set = (count: number, change: Partial<PlanLine> = {}): PlanLine => ({
  ...base,
  holding: 'views',
  grain: 'set',
  refs: [],
  count,
  ceiling: 1000,
  ...change,
})
const planOf = (...lines: PlanLine[]): Plan => ({
  digest: digestOf(lines),
  complete: true,
  lines,
  incomplete: [],
})
const told = (changes: readonly PlanChange[]): string[] =>
  changes.map(({ system, holding, kind, count }) => `${system} ${holding} ${kind} ${count}`).toSorted()

test('what came in, what went and what is decided otherwise are told apart, each with its number', () => {
  const before = planOf(records('erase', ['1', '2']), records('keep', ['3']))
  const now = planOf(records('erase', ['2', '3', '4', '5']))
  expect(told(differenceOf(before, now))).toEqual([
    'shop notes added 2',
    'shop notes changed 1',
    'shop notes gone 1',
  ])
  const changed = differenceOf(before, now).find(({ kind }) => kind === 'changed')
  expect(changed?.why).toBe('Before: it stays. Now: it goes. No purpose needs it.')
})

test('a set is told by how many there are more, and by another ceiling', () => {
  expect(told(differenceOf(planOf(set(3)), planOf(set(5))))).toEqual(['shop views added 2'])
  expect(told(differenceOf(planOf(set(3)), planOf(set(5000, { ceiling: 10_000 }))))).toEqual([
    'shop views changed 5000',
  ])
  expect(told(differenceOf(planOf(), planOf(set(5))))).toEqual(['shop views added 5'])
})

test('a match of which a person said that it is the subject is decided otherwise, not new', () => {
  const before = planOf(records('undecided', [], { count: 2 }))
  expect(told(differenceOf(before, planOf(records('erase', ['1', '2']))))).toEqual(['shop notes changed 2'])
})

test('a record that is kept changes nothing for the others of its line, though they share their fields', () => {
  const before = planOf(records('keep', ['1'], { fields: ['text'] }))
  const now = planOf(records('keep', ['1', '2'], { fields: ['text', 'at'] }))
  expect(told(differenceOf(before, now))).toEqual(['shop notes added 1'])
  const alone = planOf(records('keep', ['1'], { fields: ['text', 'at'] }))
  expect(told(differenceOf(before, alone))).toEqual(['shop notes changed 1'])
})

test('of a plan that was carried out only what came since is different', () => {
  const ground = { basis: 'legal-obligation', citation: 'AWR art. 52' } as const
  const carriedOut = planOf(
    records('erase', ['1', '2']),
    records('reduce', ['3', '4'], { ...ground, fields: ['text'] }),
    records('keep', ['5'], { ...ground, fields: ['at'] }),
    set(3),
  )
  const kept = records('keep', ['3', '4', '5'], { ...ground, fields: ['at', 'page'] })
  const difference = (...lines: PlanLine[]): string[] => {
    const now = planOf(...lines)
    return told(differenceOf(carriedOutAs(carriedOut, now), now))
  }
  expect(difference(kept)).toEqual([])
  expect(difference(kept, records('erase', ['6']), set(2))).toEqual([
    'shop notes added 1',
    'shop views added 2',
  ])
  const keptNow = records('keep', ['4', '5'], { ...ground, fields: ['at'] })
  const again = records('reduce', ['3'], { ...ground, fields: ['text'] })
  expect(difference(keptNow, again)).toEqual(['shop notes changed 1'])
})

/** A plan as a model: what is decided on each record, by place and ref. */
type Model = ReadonlyMap<
  string,
  { readonly place: string; readonly ref: string; readonly action: PlanLine['action'] }
>

const model: fc.Arbitrary<Model> = fc
  .uniqueArray(
    fc.record({
      place: fc.constantFrom('shop notes m', 'shop notes n', 'shop mails m', 'desk notes o'),
      ref: fc.constantFrom('1', '2', '3', '4'),
      action: fc.constantFrom('erase', 'reduce', 'keep', 'undecided'),
    }),
    { selector: ({ place, ref }) => `${place} ${ref}`, maxLength: 16 },
  )
  .map((all) => new Map(all.map((one) => [`${one.place} ${one.ref}`, one])))

function planFrom(all: Model): Plan {
  const lines = Map.groupBy(all.values(), ({ place, action }) => `${place} ${action}`)
  return planOf(
    ...[...lines].map(([key, members]) => {
      const [system = '', holding = '', match = ''] = key.split(' ')
      const refs = members.map(({ ref }) => ref)
      return records(members[0]?.action ?? 'keep', refs, { system, holding, match })
    }),
  )
}

/** The same difference, counted record by record. */
function expected(before: Model, now: Model): Map<string, number> {
  const counts = new Map<string, number>()
  for (const key of new Set([...before.keys(), ...now.keys()])) {
    const [was, is] = [before.get(key), now.get(key)]
    if (was?.action === is?.action) continue
    const kind = was === undefined ? 'added' : is === undefined ? 'gone' : 'changed'
    const place = `${key.split(' ').slice(0, 2).join(' ')} ${kind}`
    counts.set(place, (counts.get(place) ?? 0) + 1)
  }
  return counts
}

test('any two plans differ by just the records that do', () => {
  fc.assert(
    fc.property(model, model, (before, now) => {
      const counts = new Map<string, number>()
      for (const { system, holding, kind, count } of differenceOf(planFrom(before), planFrom(now))) {
        const place = `${system} ${holding} ${kind}`
        counts.set(place, (counts.get(place) ?? 0) + count)
      }
      expect(counts).toEqual(expected(before, now))
    }),
  )
})

test('a plan does not differ from itself, and what one way is added is gone the other way', () => {
  const mirror = (changes: readonly PlanChange[]): string[] =>
    told(changes).map((text) => text.replace(/added|gone/, (kind) => (kind === 'added' ? 'gone' : 'added')))
  const summed = (texts: readonly string[]): Map<string, number> => {
    const sums = new Map<string, number>()
    for (const text of texts) {
      const place = text.split(' ').slice(0, 3).join(' ')
      sums.set(place, (sums.get(place) ?? 0) + Number(text.split(' ')[3]))
    }
    return sums
  }
  fc.assert(
    fc.property(model, model, (one, other) => {
      const [before, now] = [planFrom(one), planFrom(other)]
      expect(differenceOf(before, before)).toEqual([])
      expect(summed(mirror(differenceOf(now, before)))).toEqual(summed(told(differenceOf(before, now))))
      if (before.digest !== now.digest) expect(differenceOf(before, now)).not.toEqual([])
    }),
  )
})
