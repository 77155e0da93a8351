import { isIP } from 'node:net'
import { z } from 'zod'
import type { Format, RecordType } from './record-type.ts'
import { isEmailAddress } from './subject.ts'

/** What is odd about a stored value. It says which field and what it should have been, never the value itself. */
export type DataIssue = {
  readonly field: string
  readonly code: 'MALFORMED' | 'WRONG_SHAPE'
  readonly message: string
}

const looksRight: Readonly<Record<Format, (value: string) => boolean>> = {
  email: isEmailAddress,
  date: (value) => z.iso.date().safeParse(value.slice(0, 10)).success,
  'date-time': (value) => !Number.isNaN(Date.parse(value)),
  iban: (value) => /^[A-Z]{2}\d{2}[A-Z0-9]{11,30}$/.test(value.replaceAll(' ', '')),
  ip: (value) => isIP(value) !== 0,
}

const expected: Readonly<Record<Format, string>> = {
  email: 'an e-mail address',
  date: 'a date',
  'date-time': 'a point in time',
  iban: 'an IBAN',
  ip: 'an IP address',
}

/** The issues of one stored record: values of another shape, and values that do not look as their format says. */
export function findIssues(type: RecordType, data: unknown): DataIssue[] {
  const parsed = type.schema.safeParse(data)
  const wrong = parsed.success ? [] : parsed.error.issues.map(({ path }) => String(path[0] ?? ''))
  const issues = [...new Set(wrong)].map((field): DataIssue => {
    const message = 'The system returned another kind of value than its connector declares.'
    return { field, code: 'WRONG_SHAPE', message }
  })
  for (const [field, value] of Object.entries(isObject(data) ? data : {})) {
    const format = type.formats[field]
    if (format === undefined || typeof value !== 'string' || looksRight[format](value)) continue
    issues.push({ field, code: 'MALFORMED', message: `Stored as it is, but it is not ${expected[format]}.` })
  }
  return issues
}

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null
