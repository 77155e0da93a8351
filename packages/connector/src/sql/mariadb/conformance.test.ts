import { EmailAddress, Login, MailingSubscription } from '@rechtop/schema'
import { datetime, int, mysqlTable, varchar } from 'drizzle-orm/mysql-core'
import { afterAll, describe, test } from 'vitest'
import { defineHolding } from '../../holding.ts'
import { describeConnector } from '../../testing/describe-connector.ts'
import { exampleTables } from '../../testing/kit-example.ts'
import { mariadbDatabase } from '../../testing/mariadb-database.ts'
import { mariadbBinary, startMariadb } from '../../testing/mariadb.ts'
import { sqlSystem } from '../../testing/sql-system.ts'
import { defineSqlConnector, withRows } from '../index.ts'

const people = mysqlTable('people', { id: int().primaryKey(), email: varchar({ length: 200 }) })
const subscriptions = mysqlTable('subscriptions', {
  id: int().primaryKey(),
  person: int()
    .notNull()
    .references(() => people.id),
  list: varchar({ length: 200 }),
  status: varchar({ length: 200 }),
})
const logins = mysqlTable('logins', {
  id: int().primaryKey(),
  person: int()
    .notNull()
    .references(() => people.id),
  at: datetime({ mode: 'string' }).notNull(),
  ip: varchar({ length: 200 }),
})

const schema = `
  create table people (id int primary key auto_increment, email varchar(200));
  create table subscriptions (id int primary key auto_increment, person int not null references people (id),
    list varchar(200), status varchar(200));
  create table logins (id int primary key auto_increment, person int not null references people (id),
    at datetime not null, ip varchar(200));`

const untilAsked = [{ purpose: 'serving', basis: 'contract', fields: 'all', keep: 'until-asked' }] as const
const own = { role: 'controller', purposes: untilAsked, onErase: 'erase' } as const

const onMariadb = defineSqlConnector({
  name: 'example on MariaDB',
  processor: { name: 'Example', country: 'NL' },
  backupHorizon: 'P1D',
  gaps: [],
  matches: { person: { table: people, identifiers: { email: people.email } } },
  holdings: {
    emailAddresses: withRows(defineHolding({ ...own, type: EmailAddress, grain: 'record' }), {
      table: people,
      fields: { address: people.email },
    }),
    subscriptions: withRows(defineHolding({ ...own, type: MailingSubscription, grain: 'record' }), {
      table: subscriptions,
      owner: subscriptions.person,
      fields: { list: subscriptions.list, status: subscriptions.status },
    }),
    logins: withRows(defineHolding({ ...own, type: Login, grain: 'set', dated: 'at' }), {
      table: logins,
      owner: logins.person,
      fields: { at: logins.at, ipAddress: logins.ip },
    }),
  },
})

if (mariadbBinary() === null) {
  test.skip('a MariaDB connector holds what the kit asks – this machine has no MariaDB', () => {})
} else {
  describe('on MariaDB', () => {
    const stops: (() => Promise<void>)[] = []
    afterAll(async () => {
      for (const stop of stops.toReversed()) await stop()
    })
    const system = sqlSystem({
      ...exampleTables,
      schema,
      open: async () => {
        const server = await startMariadb()
        const database = await mariadbDatabase(server.url)
        stops.push(server.stop, database.stop)
        return database
      },
    })
    describeConnector({ connector: onMariadb, system: system.create })
  })
}
