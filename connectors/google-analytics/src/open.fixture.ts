import type { ErasureLine, Outcome } from '@rechtop/connector'
import { onTestFinished } from 'vitest'
import {
  createFakeAccount,
  createGoogleAnalyticsFake,
  type GoogleAnalyticsFake,
  type GoogleAnalyticsFakeOptions,
  type SeedVisitor,
} from '../fake/index.ts'
import { googleAnalytics } from './google-analytics.ts'
import type { Visitor } from './visitor.ts'

export const account = createFakeAccount()
export const property = 123456789
export const hour = 3_600_000
export const start = Date.parse('2026-03-01T12:00:00Z')

export type Line = ErasureLine<typeof googleAnalytics.holdings>
export const erasure: Line = {
  key: 'visits',
  holding: 'visits',
  action: 'erase',
  select: { all: true, ceiling: 2 ** 31 - 1 },
}

export type Opened = {
  readonly fake: GoogleAnalyticsFake
  readonly context: Parameters<typeof googleAnalytics.check>[0]
  /** The deletions that Google was asked for, the answered ones. */
  deletions(): string[]
  wait(hours: number): void
  erase(visitor: Visitor, line?: Line): Promise<Outcome | undefined>
}

/** A property with these visitors and a connector on it; `config` is what stands in the configuration besides. */
export async function open(
  visitors: readonly SeedVisitor[],
  options: Partial<GoogleAnalyticsFakeOptions> = {},
  config: Readonly<Record<string, unknown>> = {},
): Promise<Opened> {
  let time = start
  const now = (): Date => new Date(time)
  const fake = createGoogleAnalyticsFake({ property, account, clock: now, seed: { visitors }, ...options })
  const { origin, close } = await fake.listen()
  const keyFile = account.keyFile(`${origin}/token`)
  const parsed = googleAnalytics.config.parse({ property, serviceAccount: keyFile, origin, ...config })
  const client = await googleAnalytics.open(parsed)
  onTestFinished(async () => {
    await googleAnalytics.close(client)
    await close()
  })
  const context = { config: parsed, client, signal: new AbortController().signal, now, log: () => {} }
  return {
    fake,
    context,
    deletions: () =>
      fake.effects.filter(({ effect }) => effect === 'deletion asked for').map(({ id }) => String(id)),
    wait: (hours) => void (time += hours * hour),
    async erase(locator, line = erasure) {
      const [[outcome] = []] = await googleAnalytics.erase([{ locator, lines: [line] }], context)
      return outcome
    },
  }
}

/** The line as it comes again after this outcome. */
export function again(outcome: Outcome | undefined): Line {
  return outcome?.status === 'pending' && outcome.token !== undefined
    ? { ...erasure, token: outcome.token }
    : erasure
}
