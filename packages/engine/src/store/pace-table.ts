import { jsonb, primaryKey, text } from 'drizzle-orm/pg-core'
import type { BudgetState } from '../pace/budget-state.ts'
import { moment, rechtop } from './schema.ts'

/** How much of a system's rate limits is used up, by all workers together. */
export const budgets = rechtop.table(
  'budget',
  {
    system: text('system').notNull(),
    name: text('name').notNull(),
    spent: jsonb('spent').$type<BudgetState['spent']>().notNull(),
    told: jsonb('told').$type<BudgetState['told']>().notNull(),
  },
  (table) => [primaryKey({ columns: [table.system, table.name] })],
)

/** Systems that asked to be left alone. */
export const systemHolds = rechtop.table('system_hold', {
  system: text('system').primaryKey(),
  until: moment('until').notNull(),
})
