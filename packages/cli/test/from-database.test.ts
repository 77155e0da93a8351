import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { startPostgres, type TestPostgres } from '@rechtop/connector/testing'
import postgres from 'postgres'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { freshFolder, rechtop, styleProblemsIn, testsIn, typeErrorsIn } from './scaffold.ts'

let server: TestPostgres
let place: Awaited<ReturnType<typeof freshFolder>>

beforeAll(async () => {
  ;[server, place] = await Promise.all([startPostgres(), freshFolder()])
  const sql = postgres(server.url, { onnotice: () => {} })
  await sql.unsafe(await readFile(new URL('web-shop.sql', import.meta.url), 'utf8'))
  await sql.end()
  const { code, error } = await rechtop(...asked(server.url), '--into', place.folder)
  expect({ code, error }).toEqual({ code: 0, error: '' })
})
afterAll(async () => {
  await place.remove()
  await server.stop()
})

const asked = (url: string): string[] => ['connector', 'new', 'web-shop', '--kind', 'sql', '--from', url]
const read = (path: string): Promise<string> => readFile(join(place.folder, path), 'utf8')
/** Without line breaks, which the formatter puts where names are long. */
const declaration = async (): Promise<string> => (await read('src/web-shop.ts')).replaceAll(/\s+/g, ' ')

describe('from the catalog of a database', () => {
  test('the package type-checks, as the house writes', async () => {
    expect(await typeErrorsIn(place.folder)).toEqual([])
    expect(await styleProblemsIn(place.folder)).toBe('')
  })

  test('people are those with an e-mail column, searched by what names them', async () => {
    expect(await declaration()).toContain(
      'identifiers: { email: klanten.emailAdres, phone: klanten.telefoon, customerNumber: klanten.klantnummer',
    )
  })

  test('the owners of the other tables follow from their references, through as many tables as it takes', async () => {
    const text = await declaration()
    expect(text).toContain('owner: orders.klantId')
    expect(text).toContain('owner: [orderLines.orderId, orders.klantId]')
    expect(text).toContain('owner: [lineRemarks.lineId, orderLines.orderId, orders.klantId]')
  })

  test('times without a zone are taken as UTC, and asked about', async () => {
    expect(await declaration()).toContain("zonelessTimes: 'UTC'")
    expect(await read('src/undecided.ts')).toContain('shop.klanten.laatst_gezien: has no time zone')
  })

  test('columns become the shared record types where they fit, also in Dutch, else types of its own', async () => {
    const text = await declaration()
    expect(text).toContain('fields: { givenName: klanten.voornaam, familyName: klanten.achternaam }')
    expect(text).toContain(
      'street: klanten.straat, houseNumber: klanten.huisnummer, postalCode: klanten.postcode',
    )
    expect(text).toContain('fields: { street: orders.deliveryStreet, city: orders.deliveryCity }')
    expect(text).toContain('iban: bankAccounts.rekeningnummer, accountHolder: bankAccounts.tenaamstelling')
    expect(text).toContain("dated: 'at'")
    expect(text).toContain('unread: [klanten.wachtwoordHash]')
    expect(await read('src/record-types.ts')).toContain("name: 'WebShopOrderLine'")
  })

  test('everything that was guessed is a failing test, and nothing else is', async () => {
    const { broken, passed, failed } = await testsIn(place.folder)
    expect({ broken, passed }).toEqual({ broken: [], passed: [] })
    const lines = failed.map(({ title }) => title)
    for (const question of questions) expect(lines).toContainEqual(expect.stringMatching(question))
    expect(new Set(failed.map(({ message }) => message.split(':')[0]))).toEqual(new Set(['AssertionError']))
  })

  test('once a person has agreed to all of it, people are found, exported and erased', async () => {
    await writeFile(
      join(place.folder, 'src/undecided.ts'),
      'export const undecided: readonly string[] = []\n',
    )
    const declared = await read('src/web-shop.ts')
    await writeFile(
      join(place.folder, 'src/web-shop.ts'),
      declared.replaceAll("purpose: 'undecided'", "purpose: 'selling'"),
    )
    expect(await typeErrorsIn(place.folder)).toEqual([])
    const { broken, passed, failed } = await testsIn(place.folder, '( (D|F)\\d|E6|X2|X3|X5|L1) ')
    expect({ broken, failed }).toEqual({ broken: [], failed: [] })
    expect(passed.length).toBeGreaterThan(12)
  })
})

const questions = [
  /^processor: who runs this system/,
  /^shop\.klanten: proposed as the match "klant": it has an e-mail column, and 4 tables refer to it/,
  /^shop\.klanten\.telefoon: proposed as the identifier phone/,
  /^addresses: shop\.klanten \(straat, huisnummer, postcode, woonplaats\) as PostalAddress\. Why do you hold it/,
  /^shop\.line_remarks: proposed as the klant’s, by shop\.line_remarks\.line_id, then shop\.order_lines\.order_id/,
  /^shop\.line_remarks\.opmerking: proposed as communication/,
  /^shop\.line_remarks\.labels: no category follows from its name/,
  /^shop\.klanten\.voorkeuren: no category .* It is JSON: name its keys as fields/,
  /^shop\.klanten\.wachtwoord_hash: proposed as unread/,
  /^shop\.klanten\.lock_version: proposed as excluded, as technical/,
  /^shop\.klanten\.deleted_at: rows with a value here look deleted, and are still held/,
  /^shop\.klanten\.aanbevolen_door: refers to a second person/,
  /^shop\.orders\.handled_by: refers to a second person/,
  /^shop\.products: left out: nothing leads from it to a person\. Is there nobody in it/,
  /^shop\.suppliers: left out: .* But telefoon, 2nd 'tel' nr may be somebody’s: whose/,
  /^shop\.events: left out/,
  /^src\/plant\.ts: guessed too/,
]

test('a schema alone is read where it is asked for; one that is not there is said', async () => {
  const { folder, remove } = await freshFolder()
  const none = await rechtop(...asked(server.url), '--schema', 'archive', '--into', folder)
  expect(none).toMatchObject({ code: 1, error: expect.stringContaining('No table has an e-mail column') })
  const wrong = await rechtop(...asked(server.url), '--schema', 'shops', '--into', folder)
  expect(wrong).toMatchObject({
    code: 1,
    error: expect.stringContaining('There is no table in the schema shops'),
  })
  const shop = await rechtop(...asked(server.url), '--schema', 'shop', '--into', folder)
  expect(shop.code).toBe(0)
  expect(await readFile(join(folder, 'src/tables.ts'), 'utf8')).not.toContain('bank_accounts')
  await remove()
})
