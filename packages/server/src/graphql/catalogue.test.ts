import { defineHolding, type RecordType } from '@rechtop/connector'
import type { AnyConnector } from '@rechtop/connector'
import { defineRecordType, field, Invoice, PersonName, text } from '@rechtop/schema'
import { expect, test } from 'vitest'
import { declareConnector } from '../../test/connectors.ts'
import { createCatalogue } from './catalogue.ts'
import { createSchema } from './schema.ts'

const declare = (name: string, description: string, fields: readonly string[]): RecordType =>
  defineRecordType({
    name,
    category: 'preference',
    description,
    fields: Object.fromEntries(fields.map((one) => [one, field('preference', text(), 'A value.')])),
  })

const holding = (name: string, type: RecordType, role: 'controller' | 'processor' = 'controller') => {
  const connector: AnyConnector = declareConnector(name, {
    things: defineHolding({
      type,
      grain: 'record',
      role,
      purposes: [{ purpose: 'service', basis: 'contract', fields: 'all', keep: 'until-asked' }],
      onErase: 'erase',
    }),
  })
  return { id: `${name}-1`, connector }
}

test('two connectors may share a record type that is equal', () => {
  const systems = ['one', 'two'].map((name) => holding(name, declare('Badge', 'A badge.', ['colour'])))
  expect(createCatalogue(systems).types).toHaveLength(1)
  expect(() => createSchema(systems)).not.toThrow()
})

test('two systems of one kind declare their types once', () => {
  const one = holding('desk', declare('Badge', 'A badge.', ['colour']))
  expect(() => createSchema([one, { ...one, id: 'desk-2' }])).not.toThrow()
})

test('a record type of which two connectors think otherwise stops the start, and both are named', () => {
  const systems = [
    holding('one', declare('Badge', 'A badge.', ['colour'])),
    holding('two', declare('Badge', 'A badge.', ['size'])),
  ]
  expect(() => createSchema(systems)).toThrow(/"Badge".*"one".*"two"/)
})

test('a shared record type cannot be declared otherwise', () => {
  expect(() => createSchema([holding('one', declare('Invoice', 'Another invoice.', ['price']))])).toThrow(
    /"Invoice".*"@rechtop\/schema".*"one"/,
  )
})

test.each(['Plan', 'PageInfo', 'Node', 'DateTime', 'InvoiceConnection', 'Identifier'])(
  '%s is reserved',
  (name) => {
    expect(() => createSchema([holding('one', declare(name, 'A thing.', ['colour']))])).toThrow(
      `"${name}" is reserved`,
    )
  },
)

test('a list appears for what is held, and not for what is held for somebody else', () => {
  const { lists } = createCatalogue([holding('one', Invoice), holding('two', PersonName, 'processor')])
  expect(lists.map(({ field }) => field)).toEqual(['invoices'])
})
