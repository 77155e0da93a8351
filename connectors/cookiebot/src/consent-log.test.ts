import { appendFile, chmod, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openCookiebot, type Opened } from './opened.fixture.ts'
import { cookiebot } from './cookiebot.ts'

let opened: Opened
beforeEach(async () => {
  opened = await openCookiebot()
})
afterEach(async () => {
  process.seteuid?.(user)
  await opened.close()
})

const user = process.geteuid?.() ?? 0
/** Whoever owns a file may read it whatever its mode, when they are root. */
async function asSomebodyElse(): Promise<void> {
  await chmod(file(), 0)
  if (user === 0) process.seteuid?.(65_534)
}

const file = (): string => join(opened.folder, 'www.example.org.csv')

test.each([
  ['semicolons', { delimiter: ';' }],
  ['tabs and UTF-16, as spreadsheets write Unicode', { delimiter: '\t', encoding: 'utf16le with BOM' }],
  ['no byte order mark', { encoding: 'utf8' }],
  ['the choice in one text', { choice: 'text' }],
] as const)('a download with %s is read like any other', async (_, form) => {
  const { consentId } = opened.fake.choose({ url: 'https://www.example.org/?q="ünd;,"\n' })
  opened.download(undefined, form)
  const [choice, entry] = await opened.exported(consentId)
  expect(choice?.data).toEqual({
    cookieId: consentId,
    chosenAt: '2026-03-01T12:00:00.000Z',
    preferences: true,
    statistics: true,
    marketing: false,
  })
  expect(entry?.data).toMatchObject({ url: 'https://www.example.org/?q="ünd;,"', ipAddress: '203.0.0.0' })
})

test('a folder of downloads that overlap gives each entry once, the earliest first', async () => {
  const consentId = 'an-id-that-stays'
  for (const month of ['02', '01'])
    opened.fake.choose({ consentId, chosenAt: `2026-${month}-28T10:00:00.000Z` })
  opened.download('february.csv')
  opened.fake.choose({ consentId })
  opened.download('march.csv', { delimiter: ';' })
  await writeFile(join(opened.folder, 'read me.txt'), 'no download')
  const choices = (await opened.exported(consentId)).filter(({ holding }) => holding === 'choices')
  expect(choices.map(({ data }) => data.chosenAt?.slice(0, 7))).toEqual(['2026-01', '2026-02', '2026-03'])
})

test('a page goes on where it was, although a new download has come in between', async () => {
  const consentId = 'an-id-that-stays'
  for (const day of ['10', '12']) opened.fake.choose({ consentId, chosenAt: `2026-02-${day}T10:00:00.000Z` })
  opened.fake.choose()
  opened.download()
  const [first] = await opened.exported(consentId)
  opened.fake.drop(new Date('2026-02-11'))
  opened.download()
  const order = { locator: { consentId }, holdings: { choices: { after: first?.cursor ?? '' } } }
  const rest = await Array.fromAsync(cookiebot.export([order], opened.context))
  expect(rest.map(({ data }) => data.chosenAt)).toEqual(['2026-02-12T10:00:00.000Z'])
})

test('a log of sixty megabytes is read in a thread that could not hold half of it', async () => {
  const { consentId } = opened.fake.choose()
  for (let nth = 0; nth < 2000; nth++) opened.fake.choose()
  opened.download(undefined, { encoding: 'utf8' })
  const text = await readFile(file(), 'utf8')
  const others = text.slice(text.indexOf('\n', text.indexOf('\n') + 1) + 1)
  for (let nth = 0; nth < 140; nth++) await appendFile(file(), others)
  expect((await stat(file())).size).toBeGreaterThan(60_000_000)
  const worker = new Worker(new URL('./memory.fixture.ts', import.meta.url), {
    workerData: { log: opened.folder, id: consentId, now: opened.context.now().toISOString() },
    resourceLimits: { maxOldGenerationSizeMb: 28, maxYoungGenerationSizeMb: 4 },
  })
  const ended = await new Promise((resolve, reject) => {
    worker.once('exit', resolve).once('error', reject)
  })
  expect(ended).toBe(0)
})

const one = (): void => {
  opened.fake.choose()
  opened.download()
}
const farTooLong = `2026-03-01 12:00:00,"${'x'.repeat(2_000_000)}",agent,ip,some-id,true,true,true,explicit,nl\r\n`
const spoilt: readonly [string, () => Promise<void> | void, RegExp][] = [
  ['no download', () => {}, /Download log/],
  ['an empty file', () => writeFile(file(), ''), /no entry/],
  ['headings alone', () => opened.download(), /no entry/],
  ['a quote that nobody closes', () => (one(), appendFile(file(), '"2026')), /unopened/],
  ['a quote that is closed megabytes later', () => (one(), appendFile(file(), farTooLong)), /unopened/],
  ['a line that was cut off', () => (one(), appendFile(file(), '2026-03-01 12:00:00,https')), /unopened/],
  ['a file that may not be read', () => (one(), asSomebodyElse()), /read access/],
]
test.each(spoilt)('the check and the search say what to do about %s', async (_, spoil, mend) => {
  await spoil()
  expect(await cookiebot.check(opened.context)).toMatchObject([
    { at: 'log', failure: { code: 'permanent' }, mend: expect.stringMatching(mend) },
  ])
  expect(await opened.find('some-id')).toMatchObject({
    status: 'failed',
    failure: { code: 'permanent', detail: expect.stringMatching(mend) },
  })
})

test.each([
  ['Consent ID', /columns\.consentId/],
  ['Date', /columns\.chosenAt/],
  ['Marketing', /columns\.state/],
])(
  'a column "%s" that goes by another name is asked for, and read once it is named',
  async (heading, mend) => {
    const { consentId } = opened.fake.choose()
    opened.download(undefined, { headings: { [heading]: 'Spalte 7' } })
    expect(await cookiebot.check(opened.context)).toMatchObject([{ mend: expect.stringMatching(mend) }])
    const role = { 'Consent ID': 'consentId', Date: 'chosenAt', Marketing: 'marketing' }[heading] ?? ''
    const config = cookiebot.config.parse({ log: opened.folder, columns: { [role]: 'Spalte 7' } })
    const context = { ...opened.context, config }
    expect(await cookiebot.check(context)).toEqual([])
    const asked = [[{ kind: 'cookieId', value: consentId }] as const]
    expect(await cookiebot.find(asked, context)).toMatchObject([{ status: 'found' }])
  },
)

test('a heading that the configuration names and the log does not have is no empty column', async () => {
  await opened.close()
  opened = await openCookiebot({ columns: { url: 'Adresse' } })
  opened.fake.choose()
  opened.download()
  expect(await cookiebot.check(opened.context)).toMatchObject([{ mend: expect.stringMatching(/first line/) }])
})

test('nothing of a person, and no path, is in a failure', async () => {
  const { consentId } = opened.fake.choose({ userAgent: 'a browser of its own' })
  opened.download()
  await appendFile(file(), `"${consentId}" tail,a browser of its own`)
  const failed = JSON.stringify([await cookiebot.check(opened.context), await opened.find(consentId)])
  const thrown = await opened.exported(consentId).catch((error: unknown) => error)
  expect(thrown).toBeInstanceOf(Error)
  const said = `${failed} ${JSON.stringify(thrown)} ${thrown instanceof Error ? thrown.stack : ''}`
  for (const text of [consentId, 'a browser', opened.folder]) expect(said).not.toContain(text)
  await rm(file())
  expect(JSON.stringify(await opened.find(consentId))).not.toContain(opened.folder)
})
