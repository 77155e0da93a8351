import { afterEach, beforeEach, expect, test } from 'vitest'
import type { ErasureLine, Outcome } from '@rechtop/connector'
import { cookiebot } from './cookiebot.ts'
import { openCookiebot, type Opened } from './opened.fixture.ts'

let opened: Opened
beforeEach(async () => {
  opened = await openCookiebot()
})
afterEach(() => opened.close())

const erase = async (consentId: string, ...refs: string[]): Promise<Outcome | undefined> => {
  const line: ErasureLine<typeof cookiebot.holdings> = {
    key: 'choices',
    holding: 'choices',
    action: 'erase',
    select: { refs },
  }
  const [outcomes] = await cookiebot.erase([{ locator: { consentId }, lines: [line] }], opened.context)
  return outcomes?.[0]
}

test('an e-mail address finds nobody and is never "no data", not even without a download', async () => {
  const email = { kind: 'email', value: 'anna@example.org' } as const
  expect(await cookiebot.find([[email]], opened.context)).toEqual([
    { status: 'unsearchable', needs: ['cookieId'] },
  ])
  const cookie = { kind: 'cookieId', value: 'some-id' } as const
  expect(await cookiebot.find([[email], [cookie]], opened.context)).toMatchObject([
    { status: 'unsearchable' },
    { status: 'failed', failure: { detail: expect.stringContaining('Download log') } },
  ])
})

test('who sends the whole cookie is found by what they sent, under the id in it', async () => {
  const consent = opened.fake.choose()
  opened.download()
  const cookie = opened.fake.cookieOf(consent)
  expect(await opened.find(cookie, consent.consentId)).toEqual({
    status: 'found',
    matches: [
      {
        locator: { consentId: consent.consentId },
        certainty: 'equal',
        by: [
          { kind: 'cookieId', value: cookie },
          { kind: 'cookieId', value: consent.consentId },
        ],
        learned: [],
      },
    ],
    referrals: [],
  })
})

test('ids that only look alike are others', async () => {
  const { consentId } = opened.fake.choose({ consentId: 'aB+/cdefghijklmnopqrstuvwxyz==' })
  opened.download()
  const alike = [
    'AB+/cdefghijklmnopqrstuvwxyz==',
    'aB /cdefghijklmnopqrstuvwxyz==',
    `${consentId}=`,
    'aB+/cdef',
  ]
  for (const id of alike) expect(await opened.find(id)).toEqual({ status: 'absent', by: ['cookieId'] })
  expect(await opened.find(consentId)).toMatchObject({ status: 'found' })
})

test('what everybody who was not asked has in their cookie leads to nobody, though it be logged', async () => {
  opened.fake.choose({ consentId: '-1' })
  opened.download()
  expect(await opened.find('{stamp:%27-1%27%2Cnecessary:true}')).toEqual({
    status: 'unsearchable',
    needs: ['cookieId'],
  })
})

test('a log that ends too long ago answers nothing, and the configuration says how long is too long', async () => {
  const { consentId } = opened.fake.choose({ chosenAt: '2026-02-10T10:00:00.000Z' })
  // of a clock that ran ahead
  opened.fake.choose({ chosenAt: '2027-01-01T00:00:00.000Z' })
  opened.download()
  for (const id of [consentId, 'another'])
    expect(await opened.find(id)).toMatchObject({
      status: 'failed',
      failure: { detail: expect.stringContaining('maximumAgeDays') },
    })
  expect(await erase(consentId, `${consentId} ref`)).toMatchObject({ status: 'failed' })
  const config = { ...opened.context.config, maximumAgeDays: 30 }
  expect(await cookiebot.check({ ...opened.context, config })).toEqual([])
})

test('downloads with entries whose year is over work, and the check asks for newer ones', async () => {
  opened.fake.choose()
  opened.fake.choose({ chosenAt: '2025-02-01T00:00:00.000Z' })
  opened.download()
  expect(await cookiebot.check(opened.context)).toMatchObject([
    { failure: null, at: 'log', mend: expect.stringContaining('last twelve months') },
  ])
})

test('every holding is kept as proof for a year from the choice', () => {
  for (const { purposes, residue } of Object.values(cookiebot.holdings)) {
    expect(purposes).toMatchObject([
      {
        basis: 'legal-obligation',
        fields: 'all',
        keep: { period: 'P1Y', from: 'chosenAt', citation: expect.stringContaining('art. 7(1)') },
      },
    ])
    expect(residue?.[0]?.what).toContain('no way to erase a single one')
  }
})

test('a time that spreadsheets changed is told as it stands, so that no term is counted from it', async () => {
  const { consentId } = opened.fake.choose({ chosenAt: '03/04/2026 10:00' })
  opened.fake.choose()
  opened.download()
  const [choice] = await opened.exported(consentId)
  expect(choice?.data.chosenAt).toBe('03/04/2026 10:00')
})

test('an entry that is there cannot be erased; one that left the log is gone', async () => {
  const { consentId } = opened.fake.choose({ chosenAt: '2025-02-01T00:00:00.000Z' })
  opened.fake.choose()
  opened.download()
  const [choice] = await opened.exported(consentId)
  const ref = choice?.ref ?? ''
  expect(await erase(consentId, ref)).toMatchObject({
    status: 'unsupported',
    why: expect.stringContaining('Ask its support'),
  })
  opened.fake.drop(new Date('2026-01-01'))
  opened.download()
  expect(await erase(consentId, ref)).toEqual({ status: 'done', count: 0 })
})

test('a reference of another id is stale, also when the one begins with the other', async () => {
  const [short, long] = ['abc/def', 'abc/def/ghi']
  for (const consentId of [short, long]) opened.fake.choose({ consentId })
  opened.download()
  const [theirs] = await opened.exported(long)
  const ref = theirs?.ref ?? ''
  expect(await erase(short, ref)).toEqual({ status: 'stale', refs: [ref] })
})
