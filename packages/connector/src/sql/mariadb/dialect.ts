import { sql } from 'drizzle-orm'
import type { Dialect } from '../dialect.ts'
import { askedWith, longest } from './asked.ts'
import { cutText, isBefore } from './cut.ts'
import { fillerOf, isFilled } from './emptying.ts'
import { isJson, jsonAt, jsonTextAt, withoutPaths } from './json.ts'
import { equals, isAmong, isSame, isText, keyText, keyTypeOf, recordKeyTypeOf } from './key.ts'
import { object, valueOf } from './value.ts'

export const mariadb: Dialect = {
  name: 'MariaDB',
  keyTypeOf,
  recordKeyTypeOf,
  keyText,
  isText,
  isJson,
  equals,
  isSame,
  isAmong,
  indexesExpressions: false,
  longest,
  fillerOf,
  isFilled,
  jsonAt,
  jsonTextAt,
  withoutPaths,
  // what is asked stands in the same statement, and may have a column of that name
  assigned: (column) => sql`${column}`,
  valueOf,
  object,
  asked: askedWith,
  isBefore,
  cutText,
}
