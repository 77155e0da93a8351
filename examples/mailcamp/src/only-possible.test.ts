import type { Engine, LocatedSubject, SubjectMatch } from '@rechtop/engine'
import type { Identifier } from '@rechtop/schema'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { cast } from './systems/index.ts'
import { openCompany, type Company } from './testing/company.ts'

let company: Company
let engine: Engine
beforeAll(async () => {
  company = await openCompany()
  engine = company.engine
})
afterAll(() => company.close())

const email = (value: string): Identifier => ({ kind: 'email', value })

const locate = (...identifiers: Identifier[]): Promise<LocatedSubject> => company.locate(...identifiers)
const matchesOf = (subject: LocatedSubject): SubjectMatch[] =>
  subject.systems.flatMap(({ matches }) => matches)
const waiting = {
  until: ({ status }: { status: string }) => status === 'waiting' || status === 'needs-attention',
}

describe('a mailbox that several people read', () => {
  test('is only a possible match, in every system that holds it', async () => {
    const subject = await locate(email(cast.sharedMailbox.email))
    const found = subject.systems.filter(({ matches }) => matches.length > 0)
    expect(found.length).toBeGreaterThanOrEqual(3)
    expect(new Set(matchesOf(subject).map(({ standing }) => standing))).toEqual(new Set(['possible']))
  })

  test('nothing of it is erased without a person’s word, and then only what they named', async () => {
    const before = await company.dump()
    const created = await engine.requests.erase({
      identifiers: [email(cast.sharedMailbox.email)],
      actor: 'test',
    })
    const request = await company.settled(created, waiting.until)
    expect(request).toMatchObject({ status: 'needs-attention', reason: 'undecided' })
    expect(request.availableActions).toContain('decide-match')
    expect(await company.dump()).toEqual(before)

    const systems = await engine.requests.systems(request.id)
    const possible = systems.flatMap(({ matches }) => matches)
    const list = possible.find(({ system }) => system === 'mailing-list')
    if (list === undefined) throw new Error('the mailing list has no match')
    let last = created
    for (const { id } of possible) {
      await company.settled(last, waiting.until)
      last = await engine.requests.decideMatch({
        id: request.id,
        match: id,
        isSubject: id === list.id,
        actor: 'officer',
      })
    }
    const closed = await company.settled(last)
    expect(closed.status).toBe('verified')
    const after = await company.dump()
    const changed = Object.keys(before).filter(
      (table) => JSON.stringify(before[table]) !== JSON.stringify(after[table]),
    )
    expect(changed.filter((table) => !table.startsWith('mailing_list.'))).toEqual([])
    expect(changed).toContain('mailing_list.contacts')
  })
})

describe('two people with one phone', () => {
  const [joris, noor] = cast.household.people
  test('stay two: by the phone, both are only possible', async () => {
    const subject = await locate({ kind: 'phone', value: cast.household.phone })
    const inBilling = matchesOf(subject).filter(({ system }) => system === 'billing')
    expect(inBilling.map(({ standing }) => standing)).toEqual(['possible', 'possible'])
  })

  test('erasing one leaves every row of the other as it was', async () => {
    const rowsOf = async (text: string): Promise<string[]> =>
      Object.values(await company.dump())
        .flat()
        .filter((row) => row.includes(text))
    const before = await rowsOf(noor.accountId)
    const created = await engine.requests.erase({ identifiers: [email(joris.email)], actor: 'test' })
    const request = await company.settled(created, waiting.until)
    expect(request.findings.map(({ code }) => code)).toContain('UNDECIDED')
    expect(before.length).toBeGreaterThan(0)
    expect(await rowsOf(noor.accountId)).toEqual(before)
    expect(await rowsOf(noor.email)).not.toEqual([])
    expect((await rowsOf('joris.mulder@example.nl')).filter((row) => !row.includes('owner_id'))).toEqual([])
  })
})

test('one person with two addresses is found under both by either', async () => {
  const subject = await locate(email(cast.pieter.email))
  const other = await locate(email(cast.pieter.accountEmail))
  const sure = (one: LocatedSubject): string[] =>
    matchesOf(one)
      .filter(({ standing }) => standing === 'sure')
      .map(({ id }) => id)
      .toSorted()
  expect(sure(subject).length).toBeGreaterThanOrEqual(3)
  expect(new Set(matchesOf(subject).map(({ system }) => system))).toContain('website')
  expect(new Set(matchesOf(other).map(({ system }) => system))).toContain('billing')
})

test('a company’s contact who is a private subscriber: the company is not taken for them', async () => {
  const subject = await locate(email(cast.companyContact.email))
  const sure = matchesOf(subject).filter(({ standing }) => standing === 'sure')
  expect(sure.map(({ system }) => system)).toEqual(['mailing-list'])
})

test('a neighbour whose address ends like hers is not found by it', async () => {
  const subject = await locate(email(cast.sanne.email))
  const learned = matchesOf(subject).flatMap((match) => match.learned.map(({ value }) => value))
  expect(learned).not.toContain(cast.susanne.email)
  expect(matchesOf(subject).every(({ standing }) => standing === 'sure')).toBe(true)
})

test('a malformed stored address hides nobody: he is found by his customer number', async () => {
  const subject = await locate(email(cast.malformed.email))
  const billing = matchesOf(subject).find(({ system }) => system === 'billing')
  expect(billing?.standing).toBe('sure')
})
