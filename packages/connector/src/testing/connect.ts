import type { Identifier, Json } from '@rechtop/schema'
import type { Connector, Context } from '../connector.ts'
import type { ErasureLine, Outcome } from '../erase.ts'
import type { ExportItem, ExportOrder } from '../export.ts'
import type { Located } from '../find.ts'
import type { Holdings } from '../holding.ts'

/** A connector, opened for a test of its own. */
export type Connected<Locator, H extends Holdings> = {
  find(...subject: Identifier[]): Promise<Located<Locator>>
  export(locator: Locator, holdings: ExportOrder<H, Locator>['holdings']): Promise<ExportItem<H>[]>
  erase(locator: Locator, ...lines: ErasureLine<H>[]): Promise<readonly Outcome[]>
}

/** Opens a connector on a system: each verb for one person. */
export async function connect<Config, Client, Locator extends Json, H extends Holdings>(
  connector: Connector<Config, Client, Locator, H>,
  system: { config(): Promise<unknown> },
): Promise<Connected<Locator, H>> {
  const config = connector.config.parse(await system.config())
  const client = await connector.open(config)
  const signal = new AbortController().signal
  const context: Context<Config, Client> = { config, client, signal, now: () => new Date(), log: () => {} }
  return {
    async find(...subject) {
      const [located] = await connector.find([subject], context)
      if (located === undefined) throw new Error('find answered nothing')
      return located
    },
    async export(locator, holdings) {
      const items: ExportItem<H>[] = []
      for await (const item of connector.export([{ locator, holdings }], context)) items.push(item)
      return items
    },
    async erase(locator, ...lines) {
      return (await connector.erase([{ locator, lines }], context))[0] ?? []
    },
  }
}
