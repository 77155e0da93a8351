import { defineHolding } from '@rechtop/connector'
import { Invoice, PersonName } from '@rechtop/schema'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { addPeriod } from './calendar.ts'
import { decideRecord, type Circumstances } from './decide.ts'

const invoices = defineHolding({
  type: Invoice,
  grain: 'record',
  role: 'controller',
  onErase: 'erase',
  purposes: [
    {
      purpose: 'tax records',
      basis: 'legal-obligation',
      fields: ['number', 'issuedOn', 'amount'],
      keep: { period: 'P7Y', from: 'issuedOn', endOf: 'financial-year', citation: 'AWR art. 52(4)' },
    },
    { purpose: 'sending it', basis: 'contract', fields: ['sentTo'], keep: 'until-asked' },
  ],
})
const names = defineHolding({
  type: PersonName,
  grain: 'record',
  role: 'controller',
  onErase: 'erase',
  purposes: [
    { purpose: 'invoices', basis: 'legal-obligation', fields: ['familyName'], keep: { with: 'invoices' } },
  ],
})
const contracts = defineHolding({
  ...names,
  purposes: [
    { purpose: 'service', basis: 'contract', fields: 'all', keep: { while: 'contract', citation: 'BW 6' } },
  ],
})
const around: Circumstances = {
  today: '2026-11-22',
  timeZone: 'Europe/Amsterdam',
  financialYearEnd: '12-31',
  facts: new Map(),
  staying: new Map(),
  unclear: new Set(),
}
const invoice = (issuedOn: string | null, sentTo: string | null = 'x@example.nl') => ({
  number: '1',
  issuedOn,
  amount: '1',
  sentTo,
})

describe('an invoice', () => {
  test('inside its term is reduced to what an invoice needs, with citation and last day', () => {
    expect(decideRecord(invoices, invoice('2024-05-01'), around, false)).toMatchObject({
      action: 'reduce',
      fields: ['sentTo'],
      citation: 'AWR art. 52(4)',
      until: '2031-12-31',
      basis: 'legal-obligation',
    })
  })
  test('with nothing beyond what an invoice needs is kept', () => {
    expect(decideRecord(invoices, invoice('2024-05-01', null), around, false).action).toBe('keep')
  })
  test('stays through 31 December of the seventh year and goes the day after', () => {
    const old = invoice('2019-02-01', null)
    expect(decideRecord(invoices, old, { ...around, today: '2026-12-31' }, false).action).toBe('keep')
    expect(decideRecord(invoices, old, { ...around, today: '2027-01-01' }, false).action).toBe('erase')
  })
  test.each([null, '', 'soon', '2024-02-30', '31-12-2024'])(
    'dated %j is undecided, never erased',
    (issuedOn) => {
      expect(decideRecord(invoices, invoice(issuedOn), around, false).action).toBe('undecided')
    },
  )
  test('of a broken financial year is counted from that year’s end', () => {
    const decision = decideRecord(
      invoices,
      invoice('2024-07-01'),
      { ...around, financialYearEnd: '06-30' },
      false,
    )
    expect(decision.until).toBe('2032-06-30')
  })
})

describe('a record that another one needs', () => {
  test('stays as long as that one, reduced to what it needs', () => {
    const decision = decideRecord(
      names,
      { familyName: 'de Vries', gender: 'v' },
      { ...around, staying: new Map([['invoices', { until: '2031-12-31', citation: 'AWR art. 52(4)' }]]) },
      false,
    )
    expect(decision).toMatchObject({
      action: 'reduce',
      fields: ['gender'],
      until: '2031-12-31',
      citation: 'AWR art. 52(4)',
    })
  })
  test('goes when nothing of it stays', () => {
    expect(decideRecord(names, { familyName: 'de Vries' }, around, false).action).toBe('erase')
  })
  test('is undecided while that one is', () => {
    const unclear = { ...around, unclear: new Set(['invoices']) }
    expect(decideRecord(names, { familyName: 'de Vries' }, unclear, false).action).toBe('undecided')
  })
})

describe('a record kept while a fact holds', () => {
  const decide = (facts: Circumstances['facts']) =>
    decideRecord(contracts, { familyName: 'x' }, { ...around, facts }, false)
  test('is kept through the last day', () => {
    expect(decide(new Map([['contract', { state: 'until', day: '2026-11-22' }]])).action).toBe('keep')
    expect(decide(new Map([['contract', { state: 'until', day: '2026-11-21' }]])).action).toBe('erase')
  })
  test('is undecided when nobody knows', () => {
    expect(decide(new Map([['contract', { state: 'unknown' }]])).action).toBe('undecided')
  })
  test('goes when nobody says that it holds', () => {
    expect(decide(new Map()).action).toBe('erase')
  })
})

test('a record that names others is never erased whole without a word', () => {
  expect(decideRecord(names, { familyName: 'x' }, around, true).action).toBe('undecided')
})

test('no record inside its term is ever erased, whatever the dates', () => {
  const day = fc.date({ min: new Date('2000-01-01'), max: new Date('2060-01-01'), noInvalidDate: true })
  fc.assert(
    fc.property(day, day, (issued, today) => {
      const issuedOn = issued.toISOString().slice(0, 10)
      const circumstances = { ...around, today: today.toISOString().slice(0, 10) }
      const { action } = decideRecord(invoices, invoice(issuedOn), circumstances, false)
      if (circumstances.today <= addPeriod(issuedOn, 'P7Y')) expect(action).toBe('reduce')
      if (circumstances.today > addPeriod(issuedOn, 'P8Y')) expect(action).toBe('erase')
    }),
  )
})
