import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { createVault } from '../../test/vault.ts'
import { asked, email, startWork, type Work } from '../../test/work.ts'

const tables = ['package', 'package_part', 'package_file', 'package_file_part']

let work: Work
/** Two exports of the same: three parts, a file of two pieces and one of one. */
let one: string
let other: string
let whole: string
beforeAll(async () => {
  const vault = createVault()
  work = await startWork({ vault: vault.connector })
  vault.files.set('long', async function* () {
    yield Buffer.alloc(1_048_576, 'long ')
    yield Buffer.from('its end')
  })
  vault.files.set('short', async function* () {
    yield Buffer.from('short')
  })
  const files = ['long', 'short'].map((name) => ({
    id: name,
    fileName: name,
    contentType: null,
    bytes: null,
  }))
  const notes = Array.from({ length: 700 }, (_, index) => ({
    ref: String(index),
    text: `note ${index}`,
    files: index === 0 ? files : [],
  }))
  vault.people.push({ email, footprints: 0, notes })
  one = (await work.settled(await work.engine.requests.access(asked))).id
  other = (await work.settled(await work.engine.requests.access(asked))).id
  for (const table of tables) await work.pglite.exec(`create table ${table} as table rechtop.${table}`)
  whole = await readAll()
})
afterAll(() => work.stop())
beforeEach(async () => {
  for (const table of tables) {
    await work.pglite.exec(
      `delete from rechtop.${table}; insert into rechtop.${table} select * from ${table}`,
    )
  }
  expect(await readAll()).toBe(whole)
})

async function readAll(): Promise<string> {
  const document = await work.engine.requests.download(one)
  if (document === null) throw new Error('not given')
  const texts = [(await Array.fromAsync(document)).join('')]
  for (const number of [1, 2]) {
    const file = await work.engine.requests.downloadFile(one, number)
    if (file === null) throw new Error('not given')
    texts.push(String(file.fileName), Buffer.concat(await Array.fromAsync(file.pieces)).toString())
  }
  return texts.join('\n')
}

/** Exchanges what is sealed in two rows. */
function exchange(table: string, sealed: string, key: string, ...rows: [string, string]): string {
  const keyOf = (row: string): string =>
    `(${key
      .split(', ')
      .map((column) => `${row}.${column}`)
      .join(', ')})`
  return `update rechtop.${table} here set ${sealed} = there.${sealed} from rechtop.${table} there
    where ${keyOf('here')} in (${rows.join(', ')}) and ${keyOf('there')} in (${rows.join(', ')})
      and ${keyOf('here')} <> ${keyOf('there')}`
}

const part = (place: number, id = one): string => `('${id}'::uuid, ${place})`
const piece = (number: number, place: number, id = one): string => `('${id}'::uuid, ${number}, ${place})`
const parts = ['package_part', 'part_sealed', 'request_id, place'] as const
const pieces = ['package_file_part', 'part_sealed', 'request_id, number, place'] as const
const names = ['package_file', 'name_sealed', 'request_id, number'] as const

const tamperings: readonly (readonly [what: string, statement: () => string])[] = [
  ['parts in another order', () => exchange(...parts, part(1), part(2))],
  ['a part of another export', () => exchange(...parts, part(1), part(1, other))],
  ['pieces in another order', () => exchange(...pieces, piece(1, 0), piece(1, 1))],
  ['a piece of another file', () => exchange(...pieces, piece(1, 0), piece(2, 0))],
  ['a piece of another export', () => exchange(...pieces, piece(1, 0), piece(1, 0, other))],
  ['the name of another file', () => exchange(...names, part(1), part(2))],
  ['the name of a file of another export', () => exchange(...names, part(1), part(1, other))],
  [
    'a part less, and numbers that agree with it',
    () => `with gone as (delete from rechtop.package_part where place = 2 returning *)
      update rechtop.package set records = package.records - gone.records, bytes = package.bytes - gone.bytes
      from gone where gone.request_id = package.request_id`,
  ],
  [
    'a file less, and numbers that agree with it',
    () => `with gone as (delete from rechtop.package_file where number = 2 returning *)
      update rechtop.package set files = files - 1, file_bytes = file_bytes - gone.bytes
      from gone where gone.request_id = package.request_id`,
  ],
  [
    'a file without its end, and numbers that agree with it',
    () => `with gone as (delete from rechtop.package_file_part where number = 1 and place = 1 returning *)
      update rechtop.package_file file set parts = 1, bytes = 1048576
      from gone where gone.request_id = file.request_id and gone.number = file.number`,
  ],
]

test.each(tamperings)('%s is not given out as if it were whole', async (_, statement) => {
  const { affectedRows = 0 } = await work.pglite.query(statement())
  expect(affectedRows).toBeGreaterThan(0)
  await expect(readAll()).rejects.toThrow()
})
