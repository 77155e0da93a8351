import type { Right } from './right.ts'

/**
 * The legal bases of GDPR art. 6(1) and the rights that each gives, after the matrix of DPV 2.3. Vital interests
 * (d) are left out: no purpose of a company like the ones we serve rests on them.
 */
export const legalBases = {
  consent: {
    article: '6(1)(a)',
    dpv: 'eu-gdpr:A6-1-a',
    rights: ['access', 'rectification', 'erasure', 'restriction', 'portability', 'withdrawal'],
  },
  contract: {
    article: '6(1)(b)',
    dpv: 'eu-gdpr:A6-1-b',
    rights: ['access', 'rectification', 'erasure', 'restriction', 'portability'],
  },
  'legal-obligation': {
    article: '6(1)(c)',
    dpv: 'eu-gdpr:A6-1-c',
    rights: ['access', 'rectification', 'restriction'],
  },
  'public-task': {
    article: '6(1)(e)',
    dpv: 'eu-gdpr:A6-1-e',
    rights: ['access', 'rectification', 'restriction', 'objection'],
  },
  'legitimate-interest': {
    article: '6(1)(f)',
    dpv: 'eu-gdpr:A6-1-f',
    rights: ['access', 'rectification', 'erasure', 'restriction', 'objection'],
  },
} as const satisfies Record<string, { article: string; dpv: string; rights: readonly Right[] }>

export type LegalBasis = keyof typeof legalBases

/** Whether data held on this basis can be the object of this right. A default: art. 17(1)(d) cuts across it. */
export function givesRight(basis: LegalBasis, right: Right): boolean {
  const rights: readonly Right[] = legalBases[basis].rights
  return rights.includes(right)
}
