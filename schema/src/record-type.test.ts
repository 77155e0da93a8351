import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { categories } from './category.ts'
import { findIssues } from './data-issue.ts'
import { givesRight } from './legal-basis.ts'
import { EmailAddress, Invoice, recordTypes } from './record/index.ts'
import { defineRecordType, field, text } from './record-type.ts'

describe('defineRecordType', () => {
  const fields = { nick: field('name', text(), 'A nickname.') }
  const base = { category: 'name', description: 'For this test.' } as const
  test.each(['nick', 'Subject', 'Request', 'Nick Name'])('refuses the name %j', (name) => {
    expect(() => defineRecordType({ ...base, name, fields })).toThrow(/PascalCase|reserved/)
  })
  test.each(['id', 'stored', '__typename', 'NickName', 'nick_name'])('refuses the field %j', (name) => {
    expect(() => defineRecordType({ ...base, name: 'Nick', fields: { [name]: fields.nick } })).toThrow(
      /reserved or not camelCase/,
    )
  })
  test('refuses what JSON cannot say', () => {
    const when = field('name', z.date(), 'A date object.')
    expect(() => defineRecordType({ ...base, name: 'Nick', fields: { when } })).toThrow()
  })
  test('keeps the category and format of each field', () => {
    expect(EmailAddress.categories).toEqual({ address: 'email', verified: 'email' })
    expect(Invoice.formats).toEqual({ issuedOn: 'date', sentTo: 'email' })
  })
})

test('every shared record type says what it is, in words and as JSON Schema', () => {
  for (const type of Object.values(recordTypes)) {
    expect(type.description).not.toBe('')
    const { properties = {} } = z.toJSONSchema(type.schema)
    expect(Object.keys(properties)).toEqual([...type.fields])
    for (const property of Object.values(properties))
      expect(property).toMatchObject({ description: expect.any(String) })
  }
})

test('every category has its keys in both vocabularies, and some shared type uses it', () => {
  const used = new Set<string>(
    Object.values(recordTypes).flatMap(({ categories }) => Object.values(categories)),
  )
  for (const [name, { dpv, fides }] of Object.entries(categories)) {
    expect(dpv).toMatch(/^(pd|dpv):[A-Z]/)
    expect(fides).toMatch(/^user\./)
    expect([name, used.has(name)]).toEqual([name, true])
  }
})

describe('the issues of a stored record', () => {
  test('name the field, and never the value', () => {
    const issues = findIssues(EmailAddress, { address: 'jan.de.boer@@example.nl ', verified: null })
    expect(issues).toMatchObject([{ field: 'address', code: 'MALFORMED' }])
    expect(JSON.stringify(issues)).not.toContain('boer')
  })
  test('one wrong shape does not hide what else is malformed', () => {
    const stored = { address: 'no address', verified: 'yes' }
    expect(findIssues(EmailAddress, stored).map(({ field, code }) => [field, code])).toEqual([
      ['verified', 'WRONG_SHAPE'],
      ['address', 'MALFORMED'],
    ])
  })
  test('are none for what is right or empty', () => {
    expect(findIssues(EmailAddress, { address: 'x@example.nl', verified: true })).toEqual([])
    expect(findIssues(EmailAddress, { address: null, verified: null })).toEqual([])
  })
})

test('the legal bases give the rights that the law gives', () => {
  expect(givesRight('legal-obligation', 'erasure')).toBe(false)
  expect(givesRight('contract', 'portability')).toBe(true)
  expect(givesRight('contract', 'objection')).toBe(false)
  expect(givesRight('legitimate-interest', 'objection')).toBe(true)
  expect(givesRight('consent', 'withdrawal')).toBe(true)
})
