import { PGlite } from '@electric-sql/pglite'
import { billing } from '@rechtop/connector-billing'
import { mailingList } from '@rechtop/connector-mailing-list'
import { website } from '@rechtop/connector-website'
import { connect } from '@rechtop/connector/testing'
import type { Identifier } from '@rechtop/schema'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { cast, dumpSystems, seedSystems, type Dump, type ZendeskUser } from './index.ts'
import { inventWorld } from './seed.ts'

const today = new Date('2026-09-01T12:00:00Z')
const people = 300
let database: PGlite
let users: readonly ZendeskUser[]
let dump: Dump

beforeAll(async () => {
  database = await PGlite.create()
  users = (await seedSystems({ people, database, today })).users
  dump = await dumpSystems(database)
})
afterAll(() => database.close())

const all = () => `${Object.values(dump).flat().join('\n')}\n${JSON.stringify(users)}`

test('the same people and day give the same rows', async () => {
  await database.exec(
    'drop schema billing cascade; drop schema mailing_list cascade; drop schema website cascade',
  )
  const again = await seedSystems({ people, database, today })
  expect(again.users).toEqual(users)
  expect(await dumpSystems(database)).toEqual(dump)
})

test('another number of people leaves the cast as it is', () => {
  const rowsOfCast = (count: number) => inventWorld(count, today).rows.get('billing.customers')?.slice(0, 11)
  expect(rowsOfCast(5)).toEqual(rowsOfCast(50))
})

test('nothing in it can reach anybody: reserved domains, documentation addresses, a bank that does not exist', () => {
  const reserved = /(^|\.)(example|test)$|^example\.(nl|com)$/
  const hosts = [...all().matchAll(/(?:@|:\/\/)([a-z0-9.-]+)/gi)].map(([, host = '']) => host.toLowerCase())
  expect(hosts.length).toBeGreaterThan(people)
  expect(hosts.filter((host) => !reserved.test(host))).toEqual([])
  const addresses = [...all().matchAll(/\b\d{1,3}(?:\.\d{1,3}){3}\b/g)].map(([address]) => address)
  expect(addresses.length).toBeGreaterThan(people / 2)
  expect(addresses.filter((address) => !/^(192\.0\.2|198\.51\.100|203\.0\.113)\./.test(address))).toEqual([])
  const ibans = [...all().matchAll(/\bNL\d\d[A-Z]{4}\d{10}\b/g)].map(([iban]) => iban)
  expect(ibans.filter((iban) => !iban.includes('TEST') || remainder(iban) !== 1n)).toEqual([])
})

test('a table that nobody told of is dumped too', async () => {
  await database.exec('create table website.newcomers (id integer); insert into website.newcomers values (7)')
  expect((await dumpSystems(database))['website.newcomers']).toEqual(['{"id": 7}'])
  await database.exec('drop table website.newcomers')
})

describe('the cast', () => {
  const find = async (...identifiers: Identifier[]) => {
    const system = { config: () => Promise.resolve({ database }) }
    const connected = [
      connect(billing, system),
      connect(mailingList, system),
      connect(website, system),
    ] as const
    const statuses: string[] = []
    for (const [index, name] of ['billing', 'mailing-list', 'website'].entries()) {
      const located = await (await connected[index])?.find(...identifiers)
      statuses.push(
        located?.status === 'found' ? `${located.matches.length} in ${name}` : String(located?.status),
      )
    }
    return statuses
  }
  const email = (value: string): Identifier => ({ kind: 'email', value })
  const number = (value: string): Identifier => ({ kind: 'customerNumber', value })

  test('Sanne is in every system, once, and Susanne is somebody else', async () => {
    const everywhere = ['1 in billing', '1 in mailing-list', '1 in website']
    expect(await find(email(cast.sanne.email))).toEqual(everywhere)
    expect(await find(email(cast.susanne.email))).toEqual(everywhere)
    expect(
      users.find((user) => user.email === cast.sanne.email)?.tickets.map(({ status }) => status),
    ).toEqual(['closed', 'solved', 'open'])
  })

  test('Sanne has invoices on both sides of the fiscal term, and forty page views', () => {
    const years = dump['billing.invoices']
      ?.flatMap((row) => /"number": "(\d{4})-100001-/.exec(row)?.[1] ?? [])
      .map(Number)
    expect(Math.min(...(years ?? []))).toBeLessThan(2026 - 8)
    expect(Math.max(...(years ?? []))).toBeGreaterThan(2026 - 7)
    expect(
      dump['website.page_views']?.filter((row) => row.includes(`"${cast.sanne.accountId}"`)),
    ).toHaveLength(40)
  })

  test('Sanne also stands on the list of a customer', () => {
    const theirs = dump['mailing_list.contacts']?.filter((row) => row.includes(`"${cast.sanne.email}"`))
    expect(theirs).toHaveLength(1)
    expect(theirs?.[0]).toContain('"owner_id": 1')
  })

  test('Pieter’s two addresses meet in his customer number', async () => {
    expect(await find(email(cast.pieter.email))).toEqual(['1 in billing', '1 in mailing-list', 'absent'])
    expect(await find(email(cast.pieter.accountEmail))).toEqual(['absent', 'absent', '1 in website'])
    expect(await find(number(cast.pieter.customerNumber))).toEqual([
      '1 in billing',
      'unsearchable',
      '1 in website',
    ])
  })

  test('one phone names two people of a household', async () => {
    const found = await find({ kind: 'phone', value: cast.household.phone.replaceAll(' ', '').slice(-9) })
    expect(found).toEqual(['2 in billing', 'unsearchable', '2 in website'])
  })

  test('a company’s mailbox is everywhere', async () => {
    expect(await find(email(cast.sharedMailbox.email))).toEqual([
      '1 in billing',
      '1 in mailing-list',
      '1 in website',
    ])
  })

  test('a company’s contact is known at home by the newsletter only', async () => {
    expect(await find(email(cast.companyContact.email))).toEqual(['absent', '1 in mailing-list', 'absent'])
    expect(await find(email(cast.companyContact.workEmail))).toEqual([
      '1 in billing',
      'absent',
      '1 in website',
    ])
  })

  test('Jan is malformed in billing, and found there by his number', async () => {
    expect(await find(email(cast.malformed.email))).toEqual(['absent', '1 in mailing-list', '1 in website'])
    expect(await find(number(cast.malformed.customerNumber))).toEqual([
      '1 in billing',
      'unsearchable',
      '1 in website',
    ])
    expect(dump['billing.customers']?.some((row) => row.includes(cast.malformed.storedAs))).toBe(true)
  })

  test('some are in one system only', async () => {
    expect(await find(email(cast.accountOnly.email))).toEqual(['absent', 'absent', '1 in website'])
    expect(await find(email(cast.billingOnly.email))).toEqual(['1 in billing', 'absent', 'absent'])
    expect(await find(email(cast.zendeskOnly.email))).toEqual(['absent', 'absent', 'absent'])
    expect(users.some((user) => user.email === cast.zendeskOnly.email)).toBe(true)
    expect(await find(email(cast.demo.email))).toEqual(['absent', 'absent', '1 in website'])
    expect(await find({ kind: 'cookieId', value: cast.visitor.cookieId })).toEqual([
      'unsearchable',
      'unsearchable',
      '1 in website',
    ])
  })

  test('contracts end after today, before it, or nobody knows', () => {
    const endOf = (customerNumber: string) => {
      const row = dump['billing.customers']?.find((text) => text.includes(`"${customerNumber}"`))
      return /"contract_ends_on": (null|"[^"]+")/.exec(row ?? '')?.[1]
    }
    expect(endOf(cast.runningContract.customerNumber)).toBe('"2027-05-01"')
    expect(endOf(cast.sanne.customerNumber)).toBe('"2025-07-01"')
    expect(endOf(cast.undatedContract.customerNumber)).toBe('null')
  })

  test('a forgotten demo was never used', () => {
    const row = dump['website.accounts']?.find((text) => text.includes(cast.forgottenDemo.accountId))
    expect(row).toContain('"last_login_at": null')
    expect(row).toContain('"plan": "demo"')
  })
})

function remainder(iban: string): bigint {
  const moved = iban.slice(4) + iban.slice(0, 4)
  return BigInt([...moved].map((sign) => String(Number.parseInt(sign, 36))).join('')) % 97n
}
