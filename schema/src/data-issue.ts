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

/** The issues of one stored record: values that do not look as their format says, or that have another shape. */
export function findIssues(type: RecordType, data: unknown): DataIssue[] {
  const parsed = type.schema.safeParse(data)
  if (!parsed.success) {
    return parsed.error.issues.map((issue) => ({
      field: String(issue.path[0] ?? ''),
      code: 'WRONG_SHAPE',
      message: 'The system returned another kind of value than its connector declares.',
    }))
  }
  const issues: DataIssue[] = []
  for (const [name, value] of Object.entries(parsed.data ?? {})) {
    const format = type.formats[name]
    if (format === undefined || typeof value !== 'string' || looksRight[format](value)) continue
    issues.push({
      field: name,
      code: 'MALFORMED',
      message: `Stored as it is, but it is not ${expected[format]}.`,
    })
  }
  return issues
}
