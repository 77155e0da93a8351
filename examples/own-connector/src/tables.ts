/** The tables as `drizzle-kit pull` prints them from `schema.sql`: keys and references in the third argument. */
export * from './tables/accounts.ts'
export * from './tables/inbox.ts'
export * from './tables/reactions.ts'
export * from './tables/relations.ts'
export * from './tables/statuses.ts'
export * from './tables/users.ts'
