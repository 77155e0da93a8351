export { cookiebot } from './cookiebot.ts'
export { CookiebotLogEntry } from './records.ts'
