import type { AnyConnector } from '@rechtop/connector'
import { expect, test } from 'vitest'
import { createVault } from '../../test/vault.ts'
import { ConfigError } from '../system/open-systems.ts'
import type { Criterion } from './criterion.ts'
import { parseCriteria } from './parse-criteria.ts'

const due: AnyConnector['due'] = async function* () {}
const systems = [
  { id: 'vault', connector: createVault({ counted: true }, { due }).connector, config: {} },
  { id: 'mute', connector: createVault({ counted: true }).connector, config: {} },
  { id: 'blind', connector: createVault({ unread: true }, { due }).connector, config: {} },
]
const good: Criterion = {
  id: 'old',
  label: 'Old footprints.',
  system: 'vault',
  holding: 'footprints',
  olderThan: 'P2M',
}

test('criteria are given by id, in order', () => {
  const criteria = parseCriteria([good, { ...good, id: 'older', olderThan: 'P1Y' }], systems)
  expect([...criteria.keys()]).toEqual(['old', 'older'])
  expect(criteria.get('old')).toEqual(good)
})

test.each<[string, object, RegExp]>([
  ['an unknown system', { system: 'crm' }, /criterion "old": there is no system "crm"/],
  ['an unknown holding', { holding: 'visits' }, /"old": there is no holding "visits" of system "vault"/],
  ['a name that every object has', { holding: 'constructor' }, /there is no holding "constructor"/],
  ['a connector that cannot tell', { system: 'mute' }, /"old": the connector vault can't tell who is due/],
  ['a holding without a date', { holding: 'notes' }, /"old": holding "notes" of system "vault" has no date/],
  [
    'a holding that is never shown',
    { system: 'blind' },
    /holding "footprints" of system "blind" is never shown/,
  ],
  ['no term', { olderThan: 'P0D' }, /criteria, "0.olderThan": write a period such as P2M/],
  ['a term in weeks', { olderThan: 'P2W' }, /criteria, "0.olderThan": write a period/],
  ['a bad id', { id: 'Old ones' }, /criteria, "0.id": write it in lower case/],
  ['an unknown key', { younger: true }, /criteria, "0": .*"younger"/],
])('%s is named, with its place', (_, change, message) => {
  const parse = () => parseCriteria([{ ...good, ...change }], systems)
  expect(parse).toThrow(ConfigError)
  expect(parse).toThrow(message)
})

test('two of one id are named', () => {
  expect(() => parseCriteria([good, good], systems)).toThrow(/criterion "old": two criteria have this id/)
})
