import { sql, type Column, type SQL } from 'drizzle-orm'
import { customType, pgSchema, timestamp } from 'drizzle-orm/pg-core'

/** Where all our own tables stand. */
export const rechtop = pgSchema('rechtop')

export const moment = (name: string) => timestamp(name, { withTimezone: true, mode: 'date' })

/**
 * Bytes. On their way they are base64: the driver would write them as hex and copy them on the way, which takes three
 * times the memory. Select them by `bytesOf`.
 */
export const bytea = customType<{ data: Uint8Array }>({
  dataType: () => 'bytea',
  toDriver: ({ buffer, byteOffset, byteLength }) => {
    const text = Buffer.from(buffer, byteOffset, byteLength).toString('base64')
    return sql`decode(${text}, 'base64')`
  },
})

/** The bytes in a column. */
export function bytesOf(column: Column): SQL<Buffer> {
  return sql`encode(${column}, 'base64')`.mapWith((text: string) => Buffer.from(text, 'base64'))
}
