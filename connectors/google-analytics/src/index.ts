export { googleAnalytics } from './google-analytics.ts'
export { GoogleAnalyticsEvent } from './holdings.ts'
