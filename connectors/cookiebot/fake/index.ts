export {
  createCookiebotFake,
  type Consent,
  type CookiebotFake,
  type CookiebotFakeOptions,
  type Seed,
} from './cookiebot-fake.ts'
export type { DownloadForm } from './download.ts'
