import { afterEach, beforeEach, expect, test } from 'vitest'
import { createVault, type Vault } from '../../test/vault.ts'
import { asked, email, startWork, type Work } from '../../test/work.ts'

let vault: Vault
let work: Work
let id: string
/** An export of three parts, with a file of three pieces and one of one; and another one, of the same. */
let other: string
beforeEach(async () => {
  vault = createVault()
  work = await startWork({ vault: vault.connector })
  for (const [name, pieces] of Object.entries({ long: 3, short: 1 })) {
    vault.files.set(name, async function* () {
      for (let piece = 0; piece < pieces; piece += 1) yield Buffer.alloc(1_048_576, `${name} ${piece} `)
    })
  }
  const file = (name: string) => ({ id: name, fileName: `${name}.bin`, contentType: null, bytes: null })
  const notes = Array.from({ length: 700 }, (_, index) => ({
    ref: String(index),
    text: `note ${index}`,
    files: index === 0 ? [file('long'), file('short')] : [],
  }))
  vault.people.push({ email, footprints: 0, notes })
  id = (await work.settled(await work.engine.requests.access(asked))).id
  other = (await work.settled(await work.engine.requests.access(asked))).id
})
afterEach(() => work.stop())

async function read(request = id): Promise<string> {
  const document = await work.engine.requests.download(request)
  if (document === null) throw new Error('not given')
  const texts = [(await Array.fromAsync(document)).join('')]
  for (const number of [1, 2]) {
    const file = await work.engine.requests.downloadFile(request, number)
    if (file === null) throw new Error('not given')
    texts.push(String(file.fileName), Buffer.concat(await Array.fromAsync(file.pieces)).toString())
  }
  return texts.join('')
}

const exchange = (column: string, table: string, one: string, another: string): string => `
  update rechtop.${table} t set ${column} = o.${column} from rechtop.${table} o
  where (t.request_id = '$id' or t.request_id = '$other') and (o.request_id = '$id' or o.request_id = '$other')
    and (${one.replaceAll('@', 't.')} and ${another.replaceAll('@', 'o.')}
      or ${another.replaceAll('@', 't.')} and ${one.replaceAll('@', 'o.')})`

const tamperings: readonly (readonly [what: string, statement: string])[] = [
  [
    'parts in another order',
    exchange(
      'part_sealed',
      'package_part',
      `@place = 1 and @request_id = '$id'`,
      `@place = 2 and @request_id = '$id'`,
    ),
  ],
  [
    'a part of another export',
    exchange(
      'part_sealed',
      'package_part',
      `@place = 1 and @request_id = '$id'`,
      `@place = 1 and @request_id = '$other'`,
    ),
  ],
  ['a part less', `delete from rechtop.package_part where place = 2`],
  [
    'a part less, and sizes that were adapted',
    `with gone as (delete from rechtop.package_part where place = 2 returning request_id, records, bytes)
     update rechtop.package p set records = p.records - gone.records, bytes = p.bytes - gone.bytes
     from gone where gone.request_id = p.request_id`,
  ],
  [
    'pieces in another order',
    exchange(
      'part_sealed',
      'package_file_part',
      `@number = 1 and @place = 0 and @request_id = '$id'`,
      `@number = 1 and @place = 1 and @request_id = '$id'`,
    ),
  ],
  [
    'a piece of another export',
    exchange(
      'part_sealed',
      'package_file_part',
      `@number = 1 and @place = 0 and @request_id = '$id'`,
      `@number = 1 and @place = 0 and @request_id = '$other'`,
    ),
  ],
  [
    'a file less its end, and sizes that were adapted',
    `with gone as (delete from rechtop.package_file_part where number = 1 and place = 2 returning request_id),
       file as (update rechtop.package_file f set parts = 2, bytes = 2097152 from gone
         where f.request_id = gone.request_id and f.number = 1 returning f.request_id)
     update rechtop.package p set file_bytes = p.file_bytes - 1048576 from file where file.request_id = p.request_id`,
  ],
  [
    'the name of another file',
    exchange(
      'name_sealed',
      'package_file',
      `@number = 1 and @request_id = '$id'`,
      `@number = 2 and @request_id = '$id'`,
    ),
  ],
  [
    'a file that was not read to its end',
    `update rechtop.package_file set complete = false where number = 2`,
  ],
]

test('what was changed in the database is not given out as whole', async () => {
  const whole = await read()
  expect(whole.length).toBeGreaterThan(4 * 1_048_576)
  for (const [what, statement] of tamperings) {
    await work.pglite.exec(
      'drop schema if exists copy cascade; create schema copy; ' +
        ['package', 'package_part', 'package_file', 'package_file_part']
          .map((table) => `create table copy.${table} as table rechtop.${table};`)
          .join(''),
    )
    const before = await work.rows('select count(*) from rechtop.package_part')
    expect(before).toHaveLength(1)
    await work.pglite.exec(statement.replaceAll('$id', id).replaceAll('$other', other))
    const outcome = await read().then(
      () => 'given out',
      () => 'refused',
    )
    expect([what, outcome]).toEqual([what, 'refused'])
    await work.pglite.exec(
      ['package', 'package_part', 'package_file', 'package_file_part']
        .map(
          (table) =>
            `delete from rechtop.${table}; insert into rechtop.${table} select * from copy.${table};`,
        )
        .join(''),
    )
    expect(await read()).toBe(whole)
  }
})
