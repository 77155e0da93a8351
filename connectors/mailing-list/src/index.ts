export { mailingList } from './mailing-list.ts'
export { contacts, lists, mailEvents, owners, subscriptions, suppressed } from './tables.ts'
