import { createHash, randomBytes } from 'node:crypto'
import { FailureError, rateLimited, transient, type FileReference } from '@rechtop/connector'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { createVault, type Vault } from '../../test/vault.ts'
import { asked, email, startWork, type Work } from '../../test/work.ts'

let vault: Vault
let work: Work
beforeEach(async () => {
  vault = createVault()
  work = await startWork({ vault: vault.connector })
})
afterEach(() => work.stop())

const named = (id: string, fileName: string | null = `${id}.bin`): FileReference => ({
  id,
  fileName,
  contentType: 'application/pdf',
  bytes: null,
})
async function* yielding(...pieces: Uint8Array[]): AsyncGenerator<Uint8Array> {
  yield* pieces
}
const hashOf = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')

/** Notes of one person, each with these files. */
function plant(...files: readonly (readonly FileReference[])[]): void {
  const notes = files.map((list, index) => ({ ref: String(index), text: `note ${index}`, files: list }))
  vault.people.push({ email, footprints: 0, notes })
}

async function documentOf(id: string): Promise<{ records: { files?: object[] }[] }> {
  const pieces = await work.engine.requests.download(id)
  return JSON.parse((await Array.fromAsync(pieces ?? [])).join(''))
}

async function bytesOf(id: string, number: number): Promise<Buffer | null> {
  const file = await work.engine.requests.downloadFile(id, number)
  return file === null ? null : Buffer.concat(await Array.fromAsync(file.pieces))
}

const countOf = async (table: string): Promise<unknown> =>
  (await work.rows(`select count(*)::int as count from rechtop.${table}`))[0]?.['count']

/** Lets the pauses between tries pass. */
async function settledAfterPauses(created: Awaited<ReturnType<typeof work.engine.requests.access>>) {
  for (let tries = 0; tries < 40; tries += 1) {
    const request = await work.settled(created, ({ status }) => status !== 'running' && status !== 'received')
    if (request.status !== 'waiting') return request
    work.clock.ahead += 900_000
    await work.restart()
  }
  throw new Error('still waiting')
}

test('the files of an export are in it, byte for byte, in sealed pieces', async () => {
  const large = randomBytes(2_500_000)
  const small = Buffer.from('canary in a file')
  vault.files.set('large', () =>
    yielding(large.subarray(0, 7), large.subarray(7, 2_000_000), large.subarray(2_000_000)),
  )
  vault.files.set('small', () => yielding(small))
  vault.files.set('empty', () => yielding())
  plant([named('large'), named('small', 'canary name.txt')], [], [named('empty', null)])
  const request = await work.settled(await work.engine.requests.access(asked))
  expect(request).toMatchObject({
    status: 'completed',
    findings: [],
    package: { records: 3, files: 3, fileBytes: 2_500_016 },
  })
  const { records } = await documentOf(request.id)
  const type = { contentType: 'application/pdf' }
  expect(records.map(({ files }) => files)).toEqual([
    [
      { number: 1, fileName: 'large.bin', ...type, bytes: 2_500_000 },
      { number: 2, fileName: 'canary name.txt', ...type, bytes: 16 },
    ],
    undefined,
    [{ number: 3, fileName: null, ...type, bytes: 0 }],
  ])
  expect(hashOf((await bytesOf(request.id, 1)) ?? Buffer.of())).toBe(hashOf(large))
  expect(await bytesOf(request.id, 2)).toEqual(small)
  expect(await bytesOf(request.id, 3)).toHaveLength(0)
  expect(await bytesOf(request.id, 4)).toBeNull()
  expect(
    await work.rows(
      'select number, place, length(part_sealed) as bytes from rechtop.package_file_part order by number, place',
    ),
  ).toEqual([
    { number: 1, place: 0, bytes: 1_048_604 },
    { number: 1, place: 1, bytes: 1_048_604 },
    { number: 1, place: 2, bytes: 402_876 },
    { number: 2, place: 0, bytes: 44 },
  ])
  const held = await work.rows(
    `select f::text as row from rechtop.package_file f
     union all select encode(part_sealed, 'escape') from rechtop.package_file_part where number = 2`,
  )
  expect(JSON.stringify(held)).not.toMatch(/canary|large\.bin|application\/pdf|sanne/)
  expect(await work.rows('select 1 from rechtop.package_file where order_sealed is not null')).toEqual([])
})

describe('a file that cannot be read', () => {
  test('is tried again, and the export is complete only with it; what was read is not read twice', async () => {
    let broken = true
    vault.files.set('one', () => yielding(Buffer.from('first')))
    vault.files.set('two', async function* () {
      yield Buffer.from('half ')
      if (broken) {
        yield Buffer.alloc(3_000_000, 'x')
        throw new FailureError(transient)
      }
      yield Buffer.from('whole')
    })
    plant([named('one'), named('two')])
    const created = await work.engine.requests.access(asked)
    const waiting = await work.settled(created, ({ status }) => status === 'waiting')
    expect(waiting).toMatchObject({
      package: null,
      findings: [{ code: 'UNREACHABLE', system: 'vault', message: expect.stringContaining('A file') }],
    })
    expect(await work.engine.requests.download(waiting.id)).toBeNull()
    expect(await work.engine.requests.downloadFile(waiting.id, 1)).toBeNull()
    expect(await countOf('package_file_part')).toBe(3)
    broken = false
    const request = await settledAfterPauses(created)
    expect(request).toMatchObject({ status: 'completed', findings: [], package: { files: 2 } })
    expect((await bytesOf(request.id, 2))?.toString()).toBe('half whole')
    expect(await countOf('package_file_part')).toBe(2)
    expect(vault.read.filter((id) => id === 'one')).toHaveLength(1)
  })

  test('and is gone for good with its record is not waited for', async () => {
    vault.files.set('one', () => yielding(Buffer.from('first')))
    plant([named('one')], [named('gone')])
    const created = await work.engine.requests.access(asked)
    await work.settled(created, ({ status }) => status === 'waiting')
    vault.people[0]?.notes.pop()
    const request = await settledAfterPauses(created)
    expect(request).toMatchObject({ status: 'completed', package: { records: 1, files: 1 } })
    expect(await work.rows('select number from rechtop.package_file')).toEqual([{ number: 1 }])
    expect(vault.read).toEqual(['one', 'gone'])
  })

  test('needs a person in the end, who can stop the request: nothing of it stays', async () => {
    vault.files.set('one', () => yielding(Buffer.from('first')))
    plant([named('one'), named('gone')])
    const created = await work.engine.requests.access(asked)
    await work.settled(created, ({ status }) => status === 'waiting')
    await work.rows('update rechtop.request set attempts = 18')
    const request = await settledAfterPauses(created)
    expect(request).toMatchObject({ status: 'needs-attention', findings: [{ code: 'UNREACHABLE' }] })
    expect(await countOf('package_file_part')).toBe(1)
    await work.engine.requests.cancel({ id: request.id, actor: 'test' })
    expect([await countOf('package_file'), await countOf('package_file_part')]).toEqual([0, 0])
  })

  test('because the system is busy waits until it said that it can be asked', async () => {
    const free = new Date(Date.now() + 3_600_000)
    vault.files.set('one', async function* () {
      yield* []
      throw new FailureError(rateLimited(free))
    })
    vault.files.set('two', () => yielding(Buffer.from('second')))
    plant([named('one'), named('two')])
    const created = await work.engine.requests.access(asked)
    const { id } = await work.settled(created, ({ status }) => status === 'waiting')
    expect(await work.rows('select phase, next_attempt_at from rechtop.request where id = $1', id)).toEqual([
      { phase: 'files', next_attempt_at: free },
    ])
    // what keeps us from one file keeps us from the next
    expect(vault.read).toEqual(['one'])
  })

  test('because the system is busy, it says for years, is tried again within a day', async () => {
    vault.files.set('one', async function* () {
      yield* []
      throw new FailureError(rateLimited(new Date('2090-01-01T00:00:00Z')))
    })
    plant([named('one')])
    const created = await work.engine.requests.access(asked)
    const { id } = await work.settled(created, ({ status }) => status === 'waiting')
    const [row] = await work.rows(
      `select next_attempt_at < now() + interval '25 hours' as soon from rechtop.request where id = $1`,
      id,
    )
    expect(row).toEqual({ soon: true })
  })
})

test('a connector that names files and can read none does not give out an export without them', async () => {
  const { readFile: _, ...mute } = vault.connector
  await work.stop()
  work = await startWork({ vault: mute })
  plant([named('one')])
  const created = await work.engine.requests.access(asked)
  const request = await work.settled(created, ({ status }) => status === 'waiting')
  expect(request).toMatchObject({
    findings: [{ code: 'UNREACHABLE', message: expect.stringContaining('permanent') }],
  })
})

test('a record that names more files than fit in one statement has them all', async () => {
  const { promise: opened, resolve: open } = Promise.withResolvers<void>()
  vault.files.set('0', async function* () {
    await opened
    yield Buffer.from('first')
  })
  plant(Array.from({ length: 7_000 }, (_, index) => named(String(index))))
  const created = await work.engine.requests.access(asked)
  while (vault.read.length === 0) await new Promise((resolve) => setTimeout(resolve, 20))
  expect(await countOf('package_file')).toBe(7_000)
  await work.engine.requests.cancel({ id: created.ok ? created.request.id : '', actor: 'test' })
  open()
  expect(await countOf('package_file')).toBe(0)
})

test('files that take longer than a job may are read in several', async () => {
  const now = performance.now.bind(performance)
  let passed = 0
  const clock = vi.spyOn(performance, 'now').mockImplementation(() => now() + passed)
  const names = ['one', 'two', 'three']
  for (const name of names) {
    vault.files.set(name, async function* () {
      yield Buffer.from(name)
      passed += 1_000_000
    })
  }
  plant(names.map((name) => named(name)))
  const request = await work.settled(await work.engine.requests.access(asked))
  clock.mockRestore()
  expect(request).toMatchObject({ status: 'completed', package: { files: 3 } })
  expect(vault.read).toEqual(names)
  const jobs = await work.rows('select 1 from rechtop_queue.job where singleton_key = $1', request.id)
  // to find and export, and one for each file
  expect(jobs).toHaveLength(4)
})

test('a download breaks off when a piece is gone meanwhile', async () => {
  vault.files.set('one', () => yielding(randomBytes(2_000_000)))
  plant([named('one')])
  const request = await work.settled(await work.engine.requests.access(asked))
  const file = await work.engine.requests.downloadFile(request.id, 1)
  const document = await work.engine.requests.download(request.id)
  await work.rows('delete from rechtop.package_file_part where place = 1')
  await work.rows('delete from rechtop.package_part where place = 1')
  await expect(Array.fromAsync(file?.pieces ?? [])).rejects.toThrow('A piece of a file is gone.')
  await expect(Array.fromAsync(document ?? [])).rejects.toThrow('A part of an export is gone.')
})

test('a worker that lost its lease in the middle of a file writes no further piece of it', async () => {
  const { promise: opened, resolve: open } = Promise.withResolvers<void>()
  const { promise: ended, resolve: end } = Promise.withResolvers<void>()
  vault.files.set('slow', async function* () {
    try {
      yield Buffer.alloc(1_048_576, 'a')
      await opened
      yield Buffer.alloc(1_048_576, 'b')
    } finally {
      end()
    }
  })
  plant([named('slow')])
  const created = await work.engine.requests.access(asked)
  while ((await countOf('package_file_part')) === 0) await new Promise((resolve) => setTimeout(resolve, 20))
  const id = created.ok ? created.request.id : ''
  await work.engine.requests.cancel({ id, actor: 'test' })
  open()
  await ended
  expect(await countOf('package_file_part')).toBe(0)
})
