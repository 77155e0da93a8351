import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { mariadbBinary } from '../../testing/mariadb.ts'
import { openClient } from '../client.ts'
import { SqlConfig } from '../config.ts'
import { contextOf, type TestDatabase } from '../fixture/database.ts'
import { depotDeclaration } from '../fixture/depot.ts'
import { openMariadbServer } from '../fixture/mariadb-database.ts'
import { mariadbDepotTables } from '../fixture/mariadb-depot.ts'
import { mariadbShop } from '../fixture/mariadb-tables.ts'
import { customer, records } from '../fixture/orders.ts'
import { defineSqlConnector } from '../index.ts'

let database: TestDatabase
beforeAll(async () => {
  if (mariadbBinary() !== null) database = await openMariadbServer()
})
afterAll(() => database?.stop())
beforeEach(async ({ skip }) => {
  skip(mariadbBinary() === null, 'this machine has no MariaDB')
  await database.reset(
    `insert into shop.customers (id, number, login, full_name) values (1, 1, 'ada', 'Ada');`,
  )
})

const refused = async () =>
  (await mariadbShop.check(contextOf(database))).filter(({ failure }) => failure !== null)

test('tables that cannot roll back, or that keep what is deleted, are refused', async () => {
  expect(await refused()).toEqual([])
  await database.script(`alter table shop.browsers engine = MyISAM;
    alter table shop.listed drop foreign key listed_ibfk_1; alter table shop.listed add system versioning;`)
  const failure = { code: 'config', key: 'database' }
  expect(await refused()).toEqual([
    { failure, at: 'shop.browsers', mend: expect.stringContaining('InnoDB') },
    { failure, at: 'shop.listed', mend: expect.stringContaining('system-versioned') },
  ])
})

test('a role that may not do it all is told so before anything runs', async () => {
  await database.script(`drop user if exists 'reader'@'%'; create user 'reader'@'%'; grant select on shop.* to 'reader'@'%';
    grant usage on rechtop.* to 'reader'@'%'; grant select on rechtop.* to 'reader'@'%';`)
  const config = SqlConfig.parse({ database: String(database.config.database).replace('root@', 'reader@') })
  const client = openClient(config)
  const context = { ...contextOf(database), config, client }
  const failure = { code: 'auth', missing: 'select, insert, update and delete on the declared tables' }
  const problems = await mariadbShop.check(context)
  for (const needed of ['update on shop.customers', 'delete on shop.invoices']) {
    const at = needed.replace(/^.* /, '')
    expect(problems).toContainEqual({ failure, at, mend: `Grant ${needed} to the role that signs in.` })
  }
  expect(await mariadbShop.erase([customer(1, records('names', '1'))], context)).toEqual([
    [{ status: 'failed', failure: { code: 'auth' }, done: 0 }],
  ])
  await database.script(`grant update, delete on shop.* to 'reader'@'%'`)
  expect((await mariadbShop.check(context)).filter((problem) => problem.failure !== null)).toEqual([])
  await client.close()
})

test('the optional verbs are not offered', () => {
  expect(Object.keys(mariadbShop)).not.toEqual(
    expect.arrayContaining([expect.stringMatching(/^(rectify|restrict|withdrawConsent|suppress|due)$/)]),
  )
})

test('tables of two databases in one declaration are refused', () => {
  const mixed = depotDeclaration()
  const goesAlong = [{ column: mariadbDepotTables.visits.memberId, reason: 'It goes.' }]
  expect(() => defineSqlConnector({ ...mixed, goesAlong })).toThrow(
    /connector "depot": depot\.members is of PostgreSQL and depot\.visits\.member_id of MariaDB/,
  )
})
