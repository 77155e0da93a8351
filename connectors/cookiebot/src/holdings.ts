import { defineHolding } from '@rechtop/connector'
import { CookieChoice } from '@rechtop/schema'
import { CookiebotLogEntry } from './records.ts'

/**
 * The controller must be able to show that somebody consented (GDPR art. 7(1)), which takes the session as well as the
 * choice (EDPB Guidelines 05/2020, section 5.1). A choice holds for up to twelve months, after which the banner asks anew
 * (help article 360003782654); a company whose policy says longer sets it there.
 */
const asProof = {
  purpose: 'Being able to show what was chosen in the cookie banner',
  basis: 'legal-obligation',
  fields: 'all',
  keep: {
    period: 'P1Y',
    from: 'chosenAt',
    citation:
      'GDPR art. 7(1): the controller shall be able to demonstrate that the data subject has consented',
  },
} as const

const residue = [
  {
    what: 'The entry in the log at Cookiebot, which documents no way to erase a single one, and no day on which it goes by itself',
    citation: 'Cookiebot help articles 360003782654 and 360003776534',
  },
]

const choices = defineHolding({
  type: CookieChoice,
  grain: 'record',
  role: 'controller',
  purposes: [asProof],
  onErase: 'erase',
  residue,
})

const logEntries = defineHolding({
  type: CookiebotLogEntry,
  grain: 'record',
  role: 'controller',
  purposes: [asProof],
  onErase: 'erase',
  residue,
})

export const cookiebotHoldings = { choices, logEntries }
export type CookiebotHoldings = typeof cookiebotHoldings
