import { defineHolding } from '@rechtop/connector'
import type { LegalBasis, RecordType } from '@rechtop/schema'
import { AbuseReport, SocialProfile } from './record-types.ts'

const own = { role: 'controller', onErase: 'erase' } as const
const untilAsked = (purpose: string, basis: LegalBasis) =>
  [{ purpose, basis, fields: 'all', keep: 'until-asked' }] as const
const networking = untilAsked('taking part in the network', 'contract')

export const securing = untilAsked('securing accounts', 'legitimate-interest')

/** What is decided one by one. */
export const record = <Field extends string, Data>(type: RecordType<Field, Data>, purposes = networking) =>
  defineHolding({ ...own, type, grain: 'record', purposes })

/** What there can be very much of: erased all together, or up to a date. */
export const set = <Field extends string, Data>(
  type: RecordType<Field, Data>,
  dated: NoInfer<Field>,
  purposes = networking,
) => defineHolding({ ...own, type, grain: 'set', dated, purposes })

const moderation = { purpose: 'handling reports', basis: 'legal-obligation' } as const

/** A report stays while the reporter or the reported may complain of what was decided. */
export const report = defineHolding({
  ...own,
  type: AbuseReport,
  grain: 'record',
  purposes: [
    {
      ...moderation,
      fields: 'all',
      keep: { period: 'P1Y', from: 'at', citation: 'DSA art. 16(6) and 20(1)' },
    },
  ],
})

// a date that must not be null can't be emptied, so that it stays with the name
const named = { ...moderation, fields: ['username', 'server', 'createdAt'] } as const

/** The account goes, unless a report needs to know whom it names. */
export const profile = defineHolding({
  ...own,
  type: SocialProfile,
  grain: 'record',
  purposes: [
    ...networking,
    { ...named, keep: { with: 'reportsAbout' } },
    { ...named, keep: { with: 'reportsMade' } },
  ],
})
