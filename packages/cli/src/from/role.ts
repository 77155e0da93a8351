import { wordsOf } from '../spelling.ts'
import type { Column } from './catalog.ts'
import { baseOf } from './column-type.ts'

/**
 * What a column is for, apart from what it says of a person. `secret`: held and never shown, since it unlocks something
 * or is no text. `hidden`: marks rows as deleted that are still there. `technical`: keeps the books of the system itself.
 */
export type Role = 'secret' | 'hidden' | 'technical' | 'data'

const secret =
  /\b(password|passwd|wachtwoord|secret|hash|salt|token|api key|otp|pin|geheim|private key|recovery code)\b/
const made =
  /^(created|updated|modified|changed|inserted|aangemaakt|gewijzigd|bijgewerkt|last updated)( (at|on|op|date|datum|time|by))?$/
const version = /^((lock|row|record|opt) )?(version|versie|revision|lock)$/
const deleted =
  /^(is )?(deleted|removed|verwijderd|archived|gearchiveerd)( (at|on|op|date|datum))?$|^(verwijderdatum|deletion date)$/

export function roleOf(column: Column): Role {
  const name = wordsOf(column.name).join(' ')
  if (secret.test(name) || baseOf(column.type) === 'bytea') return 'secret'
  if (deleted.test(name)) return 'hidden'
  const isSearchIndex = baseOf(column.type) === 'tsvector'
  return made.test(name) || version.test(name) || isSearchIndex || column.generated ? 'technical' : 'data'
}
