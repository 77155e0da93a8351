import type { FileReference } from '@rechtop/connector'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createVault, type Vault } from '../../test/vault.ts'
import { asked, email, startWork, type Work } from '../../test/work.ts'

let vault: Vault
let work: Work
beforeEach(async () => {
  vault = createVault()
  work = await startWork({ vault: vault.connector })
})
afterEach(() => work.stop())

/** A note of one person with this file, of five bytes. */
function plant(id: string): void {
  const file: FileReference = { id, fileName: `${id}.bin`, contentType: null, bytes: null }
  vault.files.set(id, async function* () {
    yield Buffer.from('first')
  })
  vault.people.push({ email, footprints: 0, notes: [{ ref: '0', text: 'note', files: [file] }] })
}

const countOf = async (table: string): Promise<unknown> =>
  (await work.rows(`select count(*)::int as count from rechtop.${table}`))[0]?.['count']

describe('files go', () => {
  test('when the days of their export are over', async () => {
    plant('one')
    const request = await work.settled(await work.engine.requests.access(asked))
    expect(await work.engine.requests.downloadFile(request.id, 1)).toMatchObject({ bytes: 5 })
    work.clock.ahead += 9 * 86_400_000
    expect(await work.engine.requests.downloadFile(request.id, 1)).toBeNull()
    expect(await countOf('package_file_part')).toBe(1)
    await work.restart()
    const tables = ['package', 'package_part', 'package_file', 'package_file_part']
    expect(await Promise.all(tables.map(countOf))).toEqual([0, 0, 0, 0])
  })

  test('when the days of their export are over, also where another export cannot be deleted', async () => {
    plant('one')
    const stuck = await work.settled(await work.engine.requests.access(asked))
    await work.settled(await work.engine.requests.access(asked))
    await work.pglite.exec(`
      create function refuse() returns trigger language plpgsql as $$ begin raise 'canary'; end $$;
      create trigger refuse before delete on rechtop.package_file_part
        for each row when (old.request_id = '${stuck.id}') execute function refuse()`)
    work.clock.ahead += 9 * 86_400_000
    await work.restart()
    const left = await work.rows('select request_id from rechtop.package_file_part')
    expect(left).toEqual([{ request_id: stuck.id }])
    expect(work.logged).toContain(`package-not-forgotten ${JSON.stringify({ request: stuck.id })}`)
    expect(await work.engine.requests.download(stuck.id)).toBeNull()
    await work.pglite.exec('drop trigger refuse on rechtop.package_file_part')
    await work.restart()
    expect(await countOf('package_file_part')).toBe(0)
  })

  test('when their subject is erased; an export that is being written begins anew', async () => {
    plant('slow')
    const { promise: opened, resolve: open } = Promise.withResolvers<void>()
    vault.files.set('slow', async function* () {
      yield Buffer.from('first')
      await opened
      yield Buffer.from('second')
    })
    const created = await work.engine.requests.access(asked)
    while (vault.read.length === 0) await new Promise((resolve) => setTimeout(resolve, 20))
    const erased = await work.settled(await work.engine.requests.erase(asked))
    expect(erased.status).toBe('verified')
    expect([await countOf('package_part'), await countOf('package_file')]).toEqual([0, 0])
    open()
    const request = await work.settled(created)
    expect(request).toMatchObject({ status: 'completed', package: { records: 0, files: 0 } })
    expect(await countOf('package_file_part')).toBe(0)
    const document = await Array.fromAsync((await work.engine.requests.download(request.id)) ?? [])
    expect(JSON.parse(document.join(''))).toMatchObject({ records: [] })
  })
})
