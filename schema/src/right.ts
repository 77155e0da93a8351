/** The rights of a data subject that Rechtop carries out, with the article of the GDPR that gives each. */
export const rights = {
  access: { article: '15', label: 'Right of access' },
  rectification: { article: '16', label: 'Right to rectification' },
  erasure: { article: '17', label: 'Right to erasure' },
  restriction: { article: '18', label: 'Right to restriction of processing' },
  portability: { article: '20', label: 'Right to data portability' },
  objection: { article: '21', label: 'Right to object' },
  withdrawal: { article: '7(3)', label: 'Withdrawal of consent' },
} as const

export type Right = keyof typeof rights
