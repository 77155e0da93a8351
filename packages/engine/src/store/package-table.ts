import { bigint, boolean, integer, primaryKey, text, uuid } from 'drizzle-orm/pg-core'
import { bytea, moment, rechtop } from './schema.ts'

/** A finished export. */
export const packages = rechtop.table('package', {
  requestId: uuid('request_id').primaryKey(),
  records: integer('records').notNull(),
  bytes: bigint('bytes', { mode: 'number' }).notNull(),
  files: integer('files').notNull(),
  fileBytes: bigint('file_bytes', { mode: 'number' }).notNull(),
  /** Keyed hash of how much there is of it. */
  proof: text('proof').notNull(),
  createdAt: moment('created_at').notNull(),
  expiresAt: moment('expires_at').notNull(),
})

/** Its pieces, sealed one by one so that none has to fit in memory with the others. */
export const packageParts = rechtop.table(
  'package_part',
  {
    requestId: uuid('request_id').notNull(),
    place: integer('place').notNull(),
    records: integer('records').notNull(),
    bytes: integer('bytes').notNull(),
    /** How many files its records name. */
    files: integer('files').notNull(),
    partSealed: text('part_sealed').notNull(),
  },
  (table) => [primaryKey({ columns: [table.requestId, table.place] })],
)

/** Its files. A complete one outlives a new try of the same request, so that none is fetched twice. */
export const packageFiles = rechtop.table(
  'package_file',
  {
    requestId: uuid('request_id').notNull(),
    number: integer('number').notNull(),
    /** Keyed hash of where it stands: the same file has the same number in every try. */
    identity: text('identity').notNull(),
    system: text('system').notNull(),
    /** How to read it. Emptied when it is read. */
    orderSealed: text('order_sealed'),
    nameSealed: text('name_sealed').notNull(),
    bytes: bigint('bytes', { mode: 'number' }).notNull(),
    parts: integer('parts').notNull(),
    complete: boolean('complete').notNull(),
    /** The version of the request in whose try a record last named it. */
    seen: integer('seen').notNull(),
  },
  (table) => [primaryKey({ columns: [table.requestId, table.number] })],
)

/** The pieces of a file, sealed one by one. */
export const packageFileParts = rechtop.table(
  'package_file_part',
  {
    requestId: uuid('request_id').notNull(),
    number: integer('number').notNull(),
    place: integer('place').notNull(),
    partSealed: bytea('part_sealed').notNull(),
  },
  (table) => [primaryKey({ columns: [table.requestId, table.number, table.place] })],
)
