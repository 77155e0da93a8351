import { defineHolding } from '@rechtop/connector'
import { defineSqlConnector, withRows } from '@rechtop/connector/sql'
import { Correspondence, EmailAddress, IpObservation, PersonName } from '@rechtop/schema'
import { people, visits } from './tables.ts'
import { untilDecided } from './until-decided.ts'

const names = defineHolding({
  type: PersonName,
  grain: 'record',
  role: 'controller',
  purposes: [{ purpose: 'undecided', basis: 'contract', fields: 'all', keep: 'until-asked' }],
  onErase: 'erase',
})
const notes = defineHolding({
  type: Correspondence,
  grain: 'record',
  role: 'controller',
  purposes: [{ purpose: 'undecided', basis: 'contract', fields: 'all', keep: 'until-asked' }],
  onErase: 'erase',
})
const emailAddresses = defineHolding({
  type: EmailAddress,
  grain: 'record',
  role: 'controller',
  purposes: [{ purpose: 'undecided', basis: 'contract', fields: 'all', keep: 'until-asked' }],
  onErase: 'erase',
})
const visitsSeen = defineHolding({
  type: IpObservation,
  grain: 'set',
  role: 'controller',
  purposes: [{ purpose: 'undecided', basis: 'legitimate-interest', fields: 'all', keep: 'until-asked' }],
  onErase: 'erase',
  dated: 'seenAt',
})

/** The people in the-system. Proposals, until src/undecided.ts is empty. */
export const theSystem = untilDecided(
  defineSqlConnector({
    name: 'the-system',
    processor: { name: 'undecided', country: 'NL' },
    backupHorizon: 'P30D',
    gaps: [],
    matches: { person: { table: people, identifiers: { email: people.email } } },
    holdings: {
      // columns of the person's row: this holding is only a part of it
      names: withRows(names, { table: people, part: true, fields: { fullName: people.fullName } }),
      notes: withRows(notes, { table: people, part: true, fields: { body: people.note } }),
      // owns the row: it goes when the address goes
      emailAddresses: withRows(emailAddresses, { table: people, fields: { address: people.email } }),
      visits: withRows(visitsSeen, {
        table: visits,
        owner: visits.personId,
        fields: { seenAt: visits.at, ipAddress: visits.ip },
      }),
    },
    excluded: [{ column: people.createdAt, reason: 'When the row was made. Goes with the row.' }],
  }),
)
