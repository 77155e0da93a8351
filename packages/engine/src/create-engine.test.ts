import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { tmpdir } from 'node:os'
import {
  defineConnector,
  defineHolding,
  defineRecordType,
  field,
  text,
  type RecordType,
} from '@rechtop/connector'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { createEngine, type EngineOptions } from './create-engine.ts'
import { defineSystem } from './system/define-system.ts'

const record = (name: string, column: string): RecordType =>
  defineRecordType({
    name,
    category: 'name',
    description: 'For this test.',
    fields: { [column]: field('name', text(), 'A name.') },
  })

function connector(name: string, type: RecordType) {
  const purposes = [{ purpose: 'p', basis: 'contract', fields: 'all', keep: 'until-asked' }] as const
  return defineConnector({
    name,
    contract: 1,
    config: z.strictObject({
      url: z.string().startsWith('https://', 'write an address that begins with https://'),
    }),
    locator: z.string(),
    identifiers: ['email'],
    holdings: {
      names: defineHolding({ type, grain: 'record', role: 'controller', onErase: 'erase', purposes }),
    },
    processor: { name: 'nobody', country: 'NL' },
    backupHorizon: 'P1D',
    gaps: [],
    open: async () => null,
    close: async () => {},
    check: async () => [],
    find: async (subjects) => subjects.map(() => ({ status: 'absent', by: ['email'] }) as const),
    export: async function* () {},
    erase: async () => [],
  })
}

const directory = join(tmpdir(), `rechtop-never-${process.pid}`)
const good: EngineOptions = {
  systems: [
    defineSystem({
      id: 'crm',
      connector: connector('crm', record('Nick', 'nick')),
      config: { url: 'https://x.example' },
    }),
  ],
  policy: { controller: { name: 'X', contact: 'x@x.example' } },
  database: { directory },
  secret: 'a secret of more than thirty-two bytes, for tests',
}
const crm = (id: string, type: RecordType, config: unknown) =>
  defineSystem({ id, connector: connector(id, type), config })

test.each([
  [
    'a bad key of a system',
    { systems: [crm('crm', record('Nick', 'nick'), { url: 'x' })] },
    /system "crm".*key "url": write an address/,
  ],
  [
    'an unknown key of a system',
    { systems: [crm('crm', record('Nick', 'nick'), { url: 'https://x', extra: 1 })] },
    /"extra"/,
  ],
  ['a missing key of a system', { systems: [crm('crm', record('Nick', 'nick'), {})] }, /key "url"/],
  [
    'two record types of one name',
    {
      systems: [
        crm('one', record('Nick', 'nick'), { url: 'https://x' }),
        crm('two', record('Nick', 'other'), { url: 'https://x' }),
      ],
    },
    /"Nick" is one thing in connector one and another in two/,
  ],
  [
    'two systems of one id',
    { systems: [...good.systems, ...good.systems] },
    /system "crm": two systems have this id/,
  ],
  [
    'a bad policy',
    { policy: { ...good.policy, financialYearEnd: '31-12' } },
    /policy, key "financialYearEnd": write month and day/,
  ],
  [
    'a system that may have no run',
    { systems: [{ ...crm('crm', record('Nick', 'nick'), { url: 'https://x' }), concurrency: 0 }] },
    /system "crm", key "concurrency": write a whole number above 0/,
  ],
  ['a worker that may do nothing', { concurrency: 0.5 }, /concurrency can’t be used/],
  [
    'a worker alone on a folder',
    { role: 'worker' as const },
    /embedded database can't do the work of a worker alone/,
  ],
  ['an API alone on a folder', { role: 'api' as const }, /Give `database` the `url` of a PostgreSQL server/],
  ['a short secret', { secret: 'short' }, /secret is too short/],
])('%s is named, and nothing starts', async (_, change, message) => {
  await expect(createEngine({ ...good, ...change })).rejects.toThrow(message)
  expect(existsSync(directory)).toBe(false)
})
