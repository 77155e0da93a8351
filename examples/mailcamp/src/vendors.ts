import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createCalendlyFake, type CalendlyFake } from '@rechtop/connector-calendly/fake'
import { createCookiebotFake, type CookiebotFake } from '@rechtop/connector-cookiebot/fake'
import {
  createFakeAccount,
  createGoogleAnalyticsFake,
  type GoogleAnalyticsFake,
} from '@rechtop/connector-google-analytics/fake'
import { createZendeskFake, type ZendeskFake, type ZendeskFakeOptions } from '@rechtop/connector-zendesk/fake'
import { bookings, browsers, choices } from './systems/index.ts'

/** What the configuration says of the companies that work for MailCamp, each of which is a fake on this machine. */
export type VendorConfig = {
  readonly zendesk: { readonly token: string; readonly origin: string; readonly fileOrigin?: string }
  readonly calendly: { readonly token: string; readonly origin: string }
  readonly googleAnalytics: {
    readonly property: number
    readonly serviceAccount: string
    readonly origin: string
  }
  readonly cookiebot: { readonly log: string }
}

export type Vendors = {
  readonly config: VendorConfig
  readonly zendesk: ZendeskFake
  readonly calendly: CalendlyFake
  readonly googleAnalytics: GoogleAnalyticsFake
  readonly cookiebot: CookiebotFake
  close(): Promise<void>
}

/** What the fakes let in. */
export const vendorToken = 'a-token-for-the-fakes'

/** What Zendesk is at MailCamp, wherever it runs. */
export const zendeskAccount = { subdomain: 'mailcamp', token: vendorToken } as const

/** Starts the vendors; what they hold is kept in this folder. */
export async function openVendors(options: {
  readonly directory: string
  /** A fake Zendesk that runs elsewhere. Left out: one is started here. */
  readonly zendeskOrigin?: string | undefined
  readonly zendeskDelays?: ZendeskFakeOptions['delays']
}): Promise<Vendors> {
  const { directory, zendeskOrigin, zendeskDelays = {} } = options
  const file = (name: string): string => join(directory, `${name}.json`)
  const zendesk = createZendeskFake({
    ...zendeskAccount,
    file: file('zendesk'),
    delays: zendeskDelays,
    requestsPerMinute,
  })
  const calendly = createCalendlyFake({ token: vendorToken, file: file('calendly'), seed: bookings() })
  const account = createFakeAccount()
  const googleAnalytics = createGoogleAnalyticsFake({
    property,
    account,
    file: file('google-analytics'),
    seed: browsers(),
  })
  const cookiebot = createCookiebotFake({ file: file('cookiebot'), seed: choices() })
  const log = join(directory, 'cookiebot-consents.csv')
  // somebody chose today, and somebody of MailCamp downloaded the log
  cookiebot.choose()
  cookiebot.download(log)

  const served = zendeskOrigin === undefined ? await zendesk.listen() : null
  const meetings = await calendly.listen()
  const statistics = await googleAnalytics.listen()
  const config: VendorConfig = {
    zendesk: {
      token: vendorToken,
      origin: served?.origin ?? zendeskOrigin ?? '',
      ...(served !== null && { fileOrigin: served.fileOrigin }),
    },
    calendly: { token: vendorToken, origin: meetings.origin },
    googleAnalytics: {
      property,
      serviceAccount: account.keyFile(`${statistics.origin}/token`),
      origin: statistics.origin,
    },
    cookiebot: { log },
  }
  await writeFile(placeIn(directory), JSON.stringify(config), { mode: 0o600 })
  return {
    config,
    zendesk,
    calendly,
    googleAnalytics,
    cookiebot,
    close: async () => {
      await Promise.all([served?.close(), meetings.close(), statistics.close()])
    },
  }
}

/**
 * Where the vendors are that another process started with this folder: they are fakes that live in it, and come back
 * under other addresses when it starts again. Null when none has started any.
 */
export async function findVendors(directory: string): Promise<VendorConfig | null> {
  const text = await readFile(placeIn(directory), 'utf8').catch(() => null)
  return text === null ? null : JSON.parse(text)
}

const placeIn = (directory: string): string => join(directory, 'vendors.json')

const property = 400_000_001
/** As Zendesk's plan Suite Enterprise allows. */
export const requestsPerMinute = 700
