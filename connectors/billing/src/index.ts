export { billing } from './billing.ts'
export { customers, invoices, mandates, payments } from './tables.ts'
