import type { AnyConnector } from '@rechtop/connector'
import fc from 'fast-check'
import { afterEach, describe, expect, test } from 'vitest'
import { createVault, type Vault } from '../../test/vault.ts'
import { asked, email, startWork, type Work } from '../../test/work.ts'
import type { Request, RequestResult } from '../request/request.ts'
import { storedLines } from '../../test/stored-lines.ts'

let vault: Vault
let work: Work
afterEach(() => work.stop())

const note = (ref: string): { ref: string; text: string } => ({ ref, text: `note ${ref}` })
const notes = (): string[] => (vault.people[0]?.notes ?? []).map(({ ref }) => ref)

async function start(change: (connector: AnyConnector) => Partial<AnyConnector> = () => ({})): Promise<void> {
  vault = createVault({ counted: true })
  vault.people.push({ email, footprints: 3, notes: [note('1'), note('2')] })
  const policy = {
    controller: { name: 'X', contact: 'x@x.example' },
    approval: { erasure: 'one-person' },
  } as const
  work = await startWork({ vault: { ...vault.connector, ...change(vault.connector) } }, { policy })
}

const approve = async ({ id }: Request): Promise<RequestResult> => {
  const digest = (await work.engine.requests.plan(id))?.digest ?? ''
  return work.engine.requests.approve({ id, digest, actor: 'officer' })
}
const difference = ({ id }: Request) => work.engine.requests.planDifference(id)
const previousPlan = async (): Promise<unknown> =>
  (await work.rows('select previous_plan_sealed as plan from rechtop.request'))[0]?.['plan']

const added = [
  { system: 'vault', holding: 'notes', kind: 'added', count: 1, why: expect.stringMatching(/came in/) },
]

/** Something happens once, before or after the system does its work. */
function once(when: 'before' | 'after', happen: () => void) {
  let isDone = false
  return ({ erase }: AnyConnector): Partial<AnyConnector> => ({
    erase: async (orders, context) => {
      const isNow = !isDone
      isDone = true
      if (isNow && when === 'before') happen()
      const answers = await erase(orders, context)
      if (isNow && when === 'after') happen()
      return answers
    },
  })
}

describe('a record that came in', () => {
  test('between the plan and its approval is not erased by it, and is shown as added', async () => {
    await start()
    const first = await work.settled(await work.engine.requests.erase(asked))
    expect(await difference(first)).toBeNull()
    vault.people[0]?.notes.push(note('new'))
    const second = await work.settled(await approve(first))
    expect(second.status).toBe('awaiting-approval')
    expect(second.findings).toContainEqual(expect.objectContaining({ code: 'PLAN_CHANGED' }))
    expect(vault.erased).toEqual([])
    expect(await difference(second)).toEqual(added)
    expect(String(await previousPlan())).not.toContain('vault')
    const third = await work.settled(await approve(second))
    expect(third.status).toBe('verified')
    expect(notes()).toEqual([])
    expect(await difference(third)).toBeNull()
    expect(await previousPlan()).toBeNull()
  })

  test.each(['before', 'after'] as const)(
    '%s the system did its work stays, is shown, and goes only by a second approval',
    async (when) => {
      await start(once(when, () => vault.people[0]?.notes.push(note('new'))))
      const first = await work.settled(await work.engine.requests.erase(asked))
      const second = await work.settled(await approve(first))
      expect(second.status).toBe('awaiting-approval')
      expect(notes()).toEqual(['new'])
      expect(await difference(second)).toEqual(added)
      expect(await work.settled(await approve(second))).toMatchObject({ status: 'verified' })
      expect(notes()).toEqual([])
      const gone = `select sum(count)::integer as count from rechtop.ledger where holding = 'notes'`
      expect(await work.rows(gone)).toEqual([{ count: 3 }])
      expect(await previousPlan()).toBeNull()
    },
  )

  test('is not kept from whoever cancels', async () => {
    await start()
    const first = await work.settled(await work.engine.requests.erase(asked))
    vault.people[0]?.notes.push(note('new'))
    const second = await work.settled(await approve(first))
    await work.engine.requests.cancel({ id: second.id, actor: 'officer' })
    expect(await previousPlan()).toBeNull()
    expect(notes()).toEqual(['1', '2', 'new'])
  })
})

test('a record that is somebody else’s since the plan stays, and is not in the ledger', async () => {
  const other = { email: 'jan@example.nl', footprints: 0, notes: [note('9')] }
  const moveAway = ({ erase }: AnyConnector): Partial<AnyConnector> => ({
    erase: async (orders, context) => {
      const [person] = vault.people
      const moved = person?.notes.filter(({ ref }) => ref === '2') ?? []
      if (person !== undefined) person.notes = person.notes.filter(({ ref }) => ref !== '2')
      other.notes.push(...moved)
      const answers = await erase(orders, context)
      return orders.map(({ lines }, at) =>
        lines.map((line, place) => {
          const refs = 'refs' in line.select ? line.select.refs.filter((ref) => ref === '2') : []
          if (refs.length > 0) return { status: 'stale', refs } as const
          return answers[at]?.[place] ?? ({ status: 'stale', refs: [] } as const)
        }),
      )
    },
  })
  await start(moveAway)
  vault.people.push(other)
  const first = await work.settled(await work.engine.requests.erase(asked))
  await work.settled(await approve(first))
  expect(other.notes.map(({ ref }) => ref)).toEqual(['9', '2'])
  expect(notes()).toEqual([])
  expect(await work.rows(`select line.status from ${storedLines} where holding = 'notes'`)).toEqual([
    { status: 'stale' },
  ])
  expect(
    await work.rows(`select 1 from rechtop.ledger where holding = 'notes' and action = 'erased'`),
  ).toEqual([])
})

test('a set that grew past its ceiling stays, and goes only by a second approval', async () => {
  const grow = (): void => {
    for (const person of vault.people) person.footprints = 5_000
  }
  await start((connector) => ({
    ...once('before', grow)(connector),
    // three of them are from before the plan
    count: async (_locators, asks) => [
      asks.map(({ before }) => Math.min(vault.people[0]?.footprints ?? 0, before === undefined ? 5_000 : 3)),
    ],
  }))
  const first = await work.settled(await work.engine.requests.erase(asked))
  const stuck = await work.settled(await approve(first))
  expect(stuck).toMatchObject({ status: 'needs-attention', reason: 'left-over' })
  expect(vault.people[0]?.footprints).toBe(5_000)
  const again = await work.settled(await work.engine.requests.retry({ id: stuck.id, actor: 'officer' }))
  expect(again.status).toBe('awaiting-approval')
  expect(await difference(again)).toContainEqual(
    expect.objectContaining({ holding: 'footprints', kind: 'changed', count: 5_000 }),
  )
  expect(vault.people[0]?.footprints).toBe(5_000)
  expect(await work.settled(await approve(again))).toMatchObject({ status: 'verified' })
  expect(vault.people[0]?.footprints).toBe(0)
})

test('whatever comes in at whatever moment, a system is told to erase only what stood in an approved plan', async () => {
  const moments = ['find', 'export', 'before', 'after'] as const
  let toPlant: (typeof moments)[number][] = []
  let planted = 0
  const ordered: string[] = []
  const plantAt = (moment: (typeof moments)[number]): void => {
    const at = toPlant.indexOf(moment)
    if (at < 0) return
    toPlant.splice(at, 1)
    planted += 1
    for (const person of vault.people) person.notes.push(note(`new ${planted}`))
  }
  await start(({ find, export: read, erase }) => ({
    find: (subjects, context) => {
      plantAt('find')
      return find(subjects, context)
    },
    async *export(orders, context) {
      plantAt('export')
      yield* read(orders, context)
    },
    erase: async (orders, context) => {
      plantAt('before')
      for (const { lines } of orders)
        for (const { select } of lines) if ('refs' in select) ordered.push(...select.refs)
      const answers = await erase(orders, context)
      plantAt('after')
      return answers
    },
  }))
  await fc.assert(
    fc.asyncProperty(fc.array(fc.constantFrom(...moments), { maxLength: 5 }), async (when) => {
      toPlant = [...when]
      ordered.length = 0
      const approved = new Set<string>()
      let request = await work.settled(await work.engine.requests.erase(asked))
      for (let nth = 0; request.status === 'awaiting-approval' && nth < 20; nth += 1) {
        const plan = await work.engine.requests.plan(request.id)
        for (const { action, refs } of plan?.lines ?? [])
          if (action === 'erase') refs.forEach((ref) => approved.add(ref))
        expect([...approved]).toEqual(expect.arrayContaining(ordered))
        request = await work.settled(
          await work.engine.requests.approve({
            id: request.id,
            digest: plan?.digest ?? '',
            actor: 'officer',
          }),
        )
      }
      expect(request.status).toBe('verified')
      expect([...approved]).toEqual(expect.arrayContaining(ordered))
    }),
    { numRuns: 8 },
  )
})
