export { accounts, cookieChoices, logins, pageViews } from './tables.ts'
export { website } from './website.ts'
