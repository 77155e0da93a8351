export { createGoogleAnalyticsFake } from './google-analytics-fake.ts'
export type { GoogleAnalyticsFake, GoogleAnalyticsFakeOptions } from './google-analytics-fake.ts'
export { createFakeAccount, type FakeAccount } from './fake-account.ts'
export type { FakeState, Seed, SeedVisitor } from './state.ts'
