import { afterEach } from 'vitest'
import type { ErasureLine, ExportItem, Outcome } from '@rechtop/connector'
import type { Identifier } from '@rechtop/schema'
import {
  createZendeskFake,
  type Seed,
  type Seeded,
  type ZendeskFake,
  type ZendeskFakeOptions,
} from '../fake/index.ts'
import type { ZendeskContext } from './api.ts'
import { zendesk } from './zendesk.ts'

type Holdings = typeof zendesk.holdings
export type Line = ErasureLine<Holdings>
export type Item = ExportItem<Holdings>

/** For the tests: a connector opened on a fake account, at a time that only moves when told to. */
export type Account = {
  readonly fake: ZendeskFake
  readonly seeded: Seeded
  /** Replaceable: what is put here is used from then on. */
  context: ZendeskContext
  readonly logged: string[]
  wait(milliseconds: number): void
  find(...subjects: Identifier[][]): ReturnType<typeof zendesk.find>
  export(userId: string, holdings?: Parameters<typeof zendesk.export>[0][number]['holdings']): Promise<Item[]>
  erase(userId: string, lines: readonly Line[]): Promise<readonly Outcome[]>
  /** Asks again, as the engine would, until no line is pending, blocked or worth another try. */
  eraseToEnd(userId: string, lines: readonly Line[]): Promise<readonly Outcome[]>
}

/** All holdings, whole. */
export const everything = { users: {}, tickets: {}, sharedTickets: {}, suspendedTickets: {}, chats: {} }

const stops: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop()
})

export async function openAccount(
  seed: Seed,
  options: Partial<ZendeskFakeOptions> & { readonly config?: object; readonly signal?: AbortSignal } = {},
): Promise<Account> {
  let time = Date.parse('2026-03-01T12:00:00Z')
  const clock = (): Date => new Date(time)
  const fake = createZendeskFake({ subdomain: 'mailcamp', token: 'secret', clock, ...options })
  const seeded = fake.seed(seed)
  const { origin, fileOrigin, close } = await fake.listen()
  stops.push(close)
  const config = zendesk.config.parse({
    subdomain: 'mailcamp',
    token: 'secret',
    requestsPerMinute: 100_000,
    addOns: { sideConversations: true, chat: true },
    origin,
    fileOrigin,
    ...options.config,
  })
  const logged: string[] = []
  const context: ZendeskContext = {
    config,
    client: await zendesk.open(config),
    signal: options.signal ?? new AbortController().signal,
    now: clock,
    log: (event, numbers) => void logged.push(JSON.stringify({ event, numbers })),
  }
  const account: Account = {
    fake,
    seeded,
    context,
    logged,
    wait: (milliseconds) => void (time += milliseconds),
    find: (...subjects) => zendesk.find(subjects, account.context),
    export: (userId, holdings = everything) =>
      Array.fromAsync(zendesk.export([{ locator: { userId }, holdings }], account.context)),
    async erase(userId, lines) {
      const [outcomes] = await zendesk.erase([{ locator: { userId }, lines }], account.context)
      return outcomes ?? []
    },
    async eraseToEnd(userId, lines) {
      const outcomes: Outcome[] = []
      let open = [...lines]
      for (let round = 0; open.length > 0; round++) {
        if (round > 100) throw new Error('the erasure does not end')
        const answers = await account.erase(userId, open)
        open = open.flatMap((line, index): Line[] => {
          const outcome = answers[index]
          if (outcome === undefined) throw new Error('a line got no outcome')
          outcomes[lines.findIndex(({ key }) => key === line.key)] = outcome
          if (outcome.status === 'pending') {
            return [outcome.token === undefined ? line : { ...line, token: outcome.token }]
          }
          const again =
            outcome.status === 'failed' &&
            (outcome.failure.code === 'transient' ||
              (outcome.failure.code === 'blocked' && outcome.failure.by in zendesk.holdings))
          return again ? [line] : []
        })
        const checks = answers.flatMap((outcome) =>
          outcome.status === 'pending' ? [outcome.checkAfter.getTime()] : [],
        )
        time = checks.length > 0 ? Math.min(...checks) : time + 1000
      }
      return outcomes
    },
  }
  return account
}

export const byEmail = (value: string): Identifier => ({ kind: 'email', value })
export function eraseTickets(refs: readonly string[]): Line {
  return { key: 'tickets', holding: 'tickets', action: 'erase', select: { refs } }
}
export function eraseUsers(refs: readonly string[]): Line {
  return { key: 'users', holding: 'users', action: 'erase', select: { refs } }
}
export function eraseShared(refs: readonly string[]): Line {
  const { fields } = zendesk.holdings.sharedTickets.type
  return { key: 'sharedTickets', holding: 'sharedTickets', action: 'reduce', fields, select: { refs } }
}

/** Lines that erase all that was exported: one for each holding. */
export function linesFor(items: readonly Item[]): Line[] {
  const groups = Map.groupBy(items, ({ holding }) => holding)
  return [...groups].map(([holding, group]): Line => {
    const key = holding
    const select = { refs: group.map(({ ref }) => ref) }
    const { fields } = zendesk.holdings.sharedTickets.type
    return holding === 'sharedTickets'
      ? { key, holding, action: 'reduce', fields, select }
      : { key, holding, action: 'erase', select }
  })
}
