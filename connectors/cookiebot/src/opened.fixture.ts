import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ExportItem, Located } from '@rechtop/connector'
import { createCookiebotFake, type CookiebotFake } from '../fake/index.ts'
import { cookiebot } from './cookiebot.ts'
import type { CookiebotHoldings } from './holdings.ts'

export type Opened = {
  readonly fake: CookiebotFake
  readonly folder: string
  readonly context: Parameters<typeof cookiebot.check>[0]
  /** Downloads anew under this name. */
  download(...form: readonly [name?: string, form?: Parameters<CookiebotFake['download']>[1]]): void
  find(...values: readonly string[]): Promise<Located<{ consentId: string }> | undefined>
  exported(consentId: string): Promise<ExportItem<CookiebotHoldings>[]>
  close(): Promise<void>
}

/** A Cookiebot, a folder for its downloads, and the connector that reads them. */
export async function openCookiebot(config: object = {}): Promise<Opened> {
  const folder = await mkdtemp(join(tmpdir(), 'cookiebot-'))
  const now = (): Date => new Date('2026-03-01T12:00:00.000Z')
  const fake = createCookiebotFake({ clock: now })
  const parsed = cookiebot.config.parse({ log: folder, ...config })
  const context = {
    config: parsed,
    client: null,
    signal: new AbortController().signal,
    now,
    log: () => {},
  }
  return {
    fake,
    folder,
    context,
    download: (name = 'www.example.org.csv', form = {}) => fake.download(join(folder, name), form),
    async find(...values) {
      const subject = values.map((value) => ({ kind: 'cookieId', value }) as const)
      return (await cookiebot.find([subject], context))[0]
    },
    exported: (consentId) =>
      Array.fromAsync(
        cookiebot.export([{ locator: { consentId }, holdings: { choices: {}, logEntries: {} } }], context),
      ),
    close: () => rm(folder, { recursive: true }),
  }
}
