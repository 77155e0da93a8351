import type { Insert } from '@rechtop/connector/testing'

// somebody on another server, whose account and posts everybody knows
export const far = { account: '109999999999999999', posts: ['108888888888888881', '108888888888888882'] }

/** Rows with the times that the server would have written: the clock would make two dumps differ. */
export const stamped =
  (insert: Insert): Insert =>
  (table, ...rows) =>
    insert(
      table,
      ...rows.map((row) =>
        /^(login_act|oauth|list_acc|account_conv)/.test(table)
          ? row
          : { created_at: day(1), updated_at: day(1), ...row },
      ),
    )

export type Person = {
  readonly name: string
  readonly id: string
  readonly many: readonly number[]
  readonly word: (what: string, place?: number) => string
  /** As `word`, for what is held and never shown. */
  readonly secret: (what: string, place?: number) => string
}

export const day = (number: number): string =>
  new Date(Date.UTC(2018, 0, number, 9)).toISOString().replace('.000', '')
export const numbered = (id: string, place: number): string => String(BigInt(id) + BigInt(place))
