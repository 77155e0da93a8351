import { sql, type SQL } from 'drizzle-orm'

/** A text of ours as a hexadecimal literal: no rule of escaping can change it. */
export function literal(text: string): SQL {
  return sql.raw(`_utf8mb4 0x${Buffer.from(text).toString('hex')}`)
}

export function utf8(text: SQL): SQL {
  return sql`convert(${text} using utf8mb4)`
}

/** The bytes of a text: comparing these, upper case, accents and blanks at the end count. */
export function bytes(text: SQL): SQL {
  return sql`cast(${utf8(text)} as binary)`
}

/** Takes on the collation and the characters of the column that it is compared with, so that the column's index serves. */
export function anyCollation(text: SQL): SQL {
  return sql`json_unquote(json_quote(${utf8(text)}))`
}

/**
 * A text that is given, as a value that the database takes for unknown until it runs: a column that cannot hold it
 * would refuse a constant.
 */
export function given(text: string): SQL {
  return sql`(select given.v from json_table(${JSON.stringify([text])}, '$[0]'
    columns(v ${longText} path '$')) as given)`
}

// the character set spelt out, since the default is the database's
export const longText = sql.raw('longtext character set utf8mb4 collate utf8mb4_bin')
