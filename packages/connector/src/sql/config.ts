import type { PGlite } from '@electric-sql/pglite'
import { z } from 'zod'

const hint =
  'write the address of the database, postgres://user:password@host/name or mysql://user:password@host/name, or give an open PGlite'
const url = z
  .string()
  .refine((text) => /^(postgres(ql)?|mysql|mariadb):\/\//.test(text) && URL.canParse(text), { error: hint })
// by its shape: two copies of the package in one program make `instanceof` lie
const pglite = z.custom<PGlite>(
  (value) => typeof value === 'object' && value !== null && 'query' in value && 'transaction' in value,
)

/** What a connector to a database is configured with. */
export const SqlConfig = z.strictObject({
  database: z.union([url, pglite], { error: hint }),
  /** How many connections are open at most. A PGlite has one. */
  poolSize: z.int().min(1).max(100).default(4),
  statementTimeoutMs: z.int().min(100).default(30_000),
})
export type SqlConfig = Readonly<z.infer<typeof SqlConfig>>
