import type { Seed } from '../fake/index.ts'
import type { Account } from './fake-account.ts'

export const anna = 'anna@example.org'
export const bert = 'bert@example.org'
/** For the tests: somebody with two tickets, and somebody else with one. */
export const two: Seed = {
  users: [
    { name: 'Bert Bos', email: bert, tickets: [{ subject: 'His', comments: [{ body: 'his words' }] }] },
    {
      name: 'Anna Smit',
      email: anna,
      tickets: [
        { subject: 'Hers', comments: [{ body: 'her words' }] },
        { subject: 'Hers too', status: 'closed', archived: true, comments: [{ body: 'old words' }] },
      ],
    },
  ],
}
export const idOf = ({ seeded }: Account, index = 1): string => seeded[index]?.id ?? ''
export const ticketsOf = ({ seeded }: Account, index = 1): readonly string[] => seeded[index]?.tickets ?? []
