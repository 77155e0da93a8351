import { fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openMoveRig, plant, secret, type MoveRig, type Rows } from '../../test/move-rig.ts'
import { openDatabase } from './database.ts'
import { FolderError } from './folder-error.ts'
import { moveDatabase } from './move.ts'
import { MoveError } from './move-error.ts'

let rig: MoveRig
beforeAll(async () => {
  rig = await openMoveRig()
})
afterAll(() => rig.stop())

const countOf = (rows: Rows): number => Object.values(rows).flat().length

/** What it was refused with. */
async function refusal(work: Promise<unknown>): Promise<Error> {
  const error: unknown = await work.then(
    () => null,
    (error: unknown) => error,
  )
  if (error instanceof FolderError || error instanceof MoveError) return error
  throw new Error('it was not refused', { cause: error })
}

test('every row arrives as it was, over many pages, and the folder notes where to', async () => {
  const [directory, url] = [await rig.folder(), await rig.database()]
  await plant(directory, 1203)
  const before = await rig.rowsInFolder(directory)
  const logged: string[] = []
  const moved = await moveDatabase({ directory, url, secret, log: (event) => void logged.push(event) })
  expect(await rig.rowsInDatabase(url)).toEqual(before)
  expect(moved).toMatchObject({ carried: true, secret: 'opens' })
  expect(moved.tables.reduce((sum, { rows }) => sum + rows, 0)).toBe(countOf(before))
  expect(countOf(before)).toBe(4 * 1203 + 1)
  const { hostname, port, pathname } = new URL(url)
  expect(moved.destination).toEqual({ host: hostname, port: Number(port), database: pathname.slice(1) })
  expect(logged.at(-1)).toBe('move-noted')
})

test('pieces of more than a page has room for arrive whole', async () => {
  const [directory, url] = [await rig.folder(), await rig.database()]
  await plant(directory, 3, 5_000_000)
  const before = await rig.rowsInFolder(directory)
  await moveDatabase({ directory, url })
  expect(await rig.rowsInDatabase(url)).toEqual(before)
})

test('columns of any kind keep their values, and sequences go on', async () => {
  const [directory, url] = [await rig.folder(), await rig.database()]
  const tables = [
    `create table rechtop.z_parent (one text, two timestamptz, primary key (two, one))`,
    `create table rechtop.a_child (
       number bigint generated always as identity primary key, one text not null, two timestamptz not null, double bigint generated always as (number * 2) stored,
       json jsonb, bytes bytea, amount numeric, float float8, list text[], span interval, short varchar(3), "Odd ""name" text,
       foreign key (two, one) references rechtop.z_parent)`,
    // a row may point at a later one of its table, and two tables at each other
    'alter table rechtop.a_child add column next bigint references rechtop.a_child',
    'alter table rechtop.z_parent add column child bigint references rechtop.a_child',
  ]
  await (await openDatabase({ url })).close()
  for (const table of tables) {
    await rig.inFolder(directory, table)
    await rig.inDatabase(url, table)
  }
  await rig.inFolder(
    directory,
    `insert into rechtop.z_parent (one, two) values ('', '2026-10-25 02:30:00.000001+02'), ('\u00e9\u{1F600}\\"', 'infinity')`,
  )
  await rig.inFolder(
    directory,
    `insert into rechtop.a_child (one, two, json, bytes, amount, float, list, span, short, "Odd ""name")
     select one, two, v.json, v.bytes, v.amount, v.float, v.list, v.span, v.short, v.odd from rechtop.z_parent,
     (values ('null'::jsonb, ''::bytea, 1.10::numeric, 'NaN'::float8, array['', null, 'a,b'], '1 mon -2 days 3 s'::interval, 'abc', ''),
             (null, '\\x00ff', 1e-30, 0.1 + 0.2::float8, '{}', null, '', null),
             ('{"b": 1.0, "a": "\\\\u00e9"}', null, null, '-infinity', null, '0', null, 'NULL')) as v (json, bytes, amount, float, list, span, short, odd)`,
  )
  await rig.inFolder(directory, 'update rechtop.a_child set next = 7 - number')
  await rig.inFolder(directory, 'update rechtop.z_parent set child = 6')
  const before = await rig.rowsInFolder(directory)
  expect(before['a_child']).toHaveLength(6)
  await moveDatabase({ directory, url })
  expect(await rig.rowsInDatabase(url)).toEqual(before)
  const keys = `select conname, condeferrable, condeferred from pg_constraint where contype = 'f' order by 1`
  expect(await rig.inDatabase(url, keys)).toEqual(await rig.inFolder(directory, keys))
  const [next] = await rig.inDatabase(
    url,
    `insert into rechtop.a_child (one, two) select one, two from rechtop.z_parent limit 1 returning number::int`,
  )
  expect(next).toEqual({ number: 7 })
})

test('a folder that was moved can neither be opened nor moved again, and says where to go', async () => {
  const [directory, url] = [await rig.planted(), await rig.database()]
  await moveDatabase({ directory, url: url.replace('postgres@', 'postgres:do-not-tell@') })
  const destination = `database "${new URL(url).pathname.slice(1)}" at 127.0.0.1:${new URL(url).port}`
  const elsewhere = await rig.database()
  for (const work of [() => openDatabase({ directory }), () => moveDatabase({ directory, url: elsewhere })]) {
    const { message } = await refusal(work())
    expect(message).toContain(destination)
    expect(message).toContain('Give Rechtop that database instead')
    expect(message).not.toMatch(/do-not-tell|postgres@/)
  }
  // and is let go by those who were refused
  expect((await refusal(openDatabase({ directory }))).message).toContain(destination)
  await writeFile(join(directory, 'moved.json'), '{')
  expect((await refusal(openDatabase({ directory }))).message).toContain('can’t be read')
})

describe('nothing changes on either side', () => {
  async function expectRefused(directory: string, url: string, says: string, given?: string): Promise<void> {
    const before = [await rig.rowsInFolder(directory), await rig.rowsInDatabase(url)]
    const migrations = `select coalesce(to_regclass('rechtop.migration')::text, '') as name`
    const made = await rig.inDatabase(url, migrations)
    const { message } = await refusal(
      moveDatabase({ directory, url, ...(given !== undefined && { secret: given }) }),
    )
    expect(message).toContain(says)
    expect([await rig.rowsInFolder(directory), await rig.rowsInDatabase(url)]).toEqual(before)
    expect(await rig.inDatabase(url, migrations)).toEqual(made)
    await (await openDatabase({ directory })).close()
  }

  test('where the destination holds requests, or a single other row', async () => {
    const directory = await rig.planted()
    const [full, single, grown] = [await rig.database(), await rig.database(), await rig.database()]
    const other = await rig.folder()
    await plant(other, 2)
    await moveDatabase({ directory: other, url: full })
    await expectRefused(directory, full, 'holds other rows of Rechtop already')
    await (await openDatabase({ url: single })).close()
    await rig.inDatabase(single, `insert into rechtop.budget values ('shop', 'all', '{}', '{}')`)
    await expectRefused(directory, single, 'holds other rows of Rechtop already')
    await (await openDatabase({ url: grown })).close()
    await rig.inDatabase(grown, `alter table rechtop.request add column later text`)
    await expectRefused(directory, grown, 'another version of Rechtop')
  })

  test('where an older Rechtop left rows: they are not brought up to date', async () => {
    const [directory, url] = [await rig.planted(), await rig.database()]
    await rig.inDatabase(
      url,
      'create schema rechtop; create table rechtop.early (id int); insert into rechtop.early values (1)',
    )
    await expectRefused(directory, url, 'another version of Rechtop')
  })

  test('where something at the destination changes what arrives', async () => {
    const [directory, url] = [await rig.planted(), await rig.database()]
    await (await openDatabase({ url })).close()
    await rig.inDatabase(
      url,
      `create function rechtop.change() returns trigger language plpgsql as 'begin new.number := 2; return new; end'`,
    )
    await rig.inDatabase(
      url,
      'create trigger change before insert on rechtop.ledger_page for each row execute function rechtop.change()',
    )
    await expectRefused(directory, url, 'is not what was sent: nothing was kept of it')
  })

  test('where the secret is another, or no secret at all', async () => {
    const [directory, url] = [await rig.planted(), await rig.database()]
    await expectRefused(directory, url, 'The secret does not open', `${secret} `)
    await expectRefused(directory, url, 'The secret does not open', 'short')
  })

  test('where somebody writes at the destination meanwhile', async () => {
    const [directory, url] = [await rig.planted(), await rig.database()]
    const database = await openDatabase({ url })
    await database.write(async (executor) => {
      await executor.execute('lock table rechtop.request in row exclusive mode')
      expect((await refusal(moveDatabase({ directory, url }))).message).toContain('Somebody is writing to')
    })
    await database.close()
    await expect(moveDatabase({ directory, url })).resolves.toMatchObject({ carried: true })
  })

  test('where a process has the folder: it is named', async () => {
    const [directory, url] = [await rig.planted(), await rig.database()]
    const holder = fork(fileURLToPath(new URL('../../test/lock-taker.ts', import.meta.url)), [directory])
    await once(holder, 'message')
    holder.send('idle')
    expect(await once(holder, 'message')).toEqual(['taken', undefined])
    const { message } = await refusal(moveDatabase({ directory, url }))
    expect(message).toContain(`in use by process ${holder.pid} on`)
    const exited = once(holder, 'exit')
    holder.kill('SIGKILL')
    await exited
    expect(await rig.rowsInDatabase(url)).toEqual({})
  })
})

test('a secret is tried on what closed requests left, and not where nothing is sealed', async () => {
  const empty = await moveDatabase({ directory: await rig.folder(), url: await rig.database(), secret })
  expect(empty).toMatchObject({ secret: 'nothing is sealed', carried: true })
  const closed = await rig.planted()
  await rig.inFolder(
    closed,
    `insert into rechtop.ledger_identifier select 'hash ' || id, 'shop', 'match', subject_sealed, '[]', id from rechtop.request`,
  )
  await rig.inFolder(closed, 'update rechtop.request set subject_sealed = null')
  const wrong = moveDatabase({ directory: closed, url: await rig.database(), secret: `${secret} ` })
  expect((await refusal(wrong)).message).toContain('The secret does not open')
  await expect(moveDatabase({ directory: closed, url: await rig.database() })).resolves.toMatchObject({
    secret: 'not given',
  })
})

test('an address that leads nowhere is said with what to do, and without the password', async () => {
  const directory = await rig.planted()
  const url = new URL(await rig.database())
  const wrong: readonly (readonly [string, RegExp])[] = [
    ['mysql://do-not-tell@127.0.0.1/x', /no PostgreSQL address/],
    [`postgres://postgres:do-not-tell@127.0.0.1:1/x`, /127\.0\.0\.1:1 can't be reached \(ECONNREFUSED\)/],
    [`postgres://postgres:do-not-tell@${url.host}/missing`, /"missing" at .* is not there: create it/],
    [`postgres://nobody:do-not-tell@${url.host}/postgres`, /refuses this user or password/],
  ]
  for (const [address, says] of wrong) {
    const { message } = await refusal(moveDatabase({ directory, url: address }))
    expect(message).toMatch(says)
    expect(message).not.toContain('do-not-tell')
  }
  const { pathname } = url
  await rig.inDatabase(
    url.href,
    `create role poor login; revoke create on database ${pathname.slice(1)} from public`,
  )
  url.username = 'poor'
  expect((await refusal(moveDatabase({ directory, url: url.href }))).message).toContain(
    'make no schema or table',
  )
})

test('a folder without a database is not made into one', async () => {
  const directory = join(await rig.folder(), 'another')
  await mkdir(directory)
  const { message } = await refusal(moveDatabase({ directory, url: await rig.database() }))
  expect(message).toContain('holds no database of Rechtop')
  expect((await refusal(moveDatabase({ directory, url: await rig.database() }))).message).toBe(message)
})
