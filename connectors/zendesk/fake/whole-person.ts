import type { Seed } from './seed.ts'

/** For tests: a person with something of every kind, beside two others whose it partly is. */
const anna = 'anna.de.wit@example.org'
const work = 'a.dewit@work.example'
const bert = 'bert@example.org'
/** Stands in everything that is hers to have forgotten. */
const CANARY = 'canary'

const seed: Seed = {
  users: [
    {
      name: 'Bert Bos',
      email: bert,
      tickets: [
        {
          subject: 'Our shared invoice',
          status: 'open',
          ccs: [],
          comments: [
            { body: `The bill went to Anna de Wit <${anna}>, ask her.` },
            { body: 'Joanna de Wit, of anna.de.wit@example.org.be, is somebody else.' },
          ],
        },
        { subject: 'Mine alone', status: 'closed', comments: [{ body: 'Thanks' }] },
      ],
    },
    {
      name: 'Anna de Wit',
      email: anna,
      extraEmails: [work],
      phone: '0612345678',
      externalId: 'MC-7',
      notes: `${CANARY} pays late`,
      organizations: ['De Wit'],
      tickets: [
        ...(['open', 'pending', 'solved'] as const).map((status, nth) => ({
          subject: `${CANARY} ${nth}`,
          status,
          comments: [
            {
              body: `${CANARY} please help`,
              ip: '203.0.113.7',
              attachments: [
                { fileName: `${CANARY}.pdf`, text: `${CANARY} scan `, bytes: 100_000 },
                { fileName: `${CANARY}.png`, inline: true as const },
              ],
            },
            { body: `${CANARY} called twice`, byAgent: true, public: false },
          ],
          rating: { score: 'bad' as const, comment: `${CANARY} unhappy` },
        })),
        { subject: `${CANARY} a`, status: 'closed', comments: [{ body: CANARY }] },
        { subject: `${CANARY} b`, status: 'closed', comments: [{ body: CANARY }] },
        { subject: `${CANARY} long ago`, archived: true, comments: [{ body: CANARY }] },
        {
          subject: 'With Bert',
          status: 'closed',
          comments: [{ body: `${CANARY} we both` }, { by: bert, body: 'I agree with that.' }],
        },
      ],
    },
    {
      name: 'Cas Cox',
      email: 'cas@example.org',
      tickets: [
        {
          subject: `Question for Anna de Wit`,
          status: 'open',
          ccs: [anna],
          comments: [
            { body: 'When is it due?' },
            {
              by: anna,
              body: `${CANARY} on Friday`,
              ip: '203.0.113.7',
              attachments: [{ fileName: `${CANARY}.txt` }],
            },
          ],
        },
      ],
    },
  ],
  suspendedTickets: [
    { from: { name: 'Anna', email: work }, subject: `${CANARY} spam?`, content: CANARY },
    { from: { name: 'Bert Bos', email: bert }, subject: 'Held back', content: 'not hers' },
  ],
  chats: [
    { visitor: { name: 'Anna', email: anna }, ip: '203.0.113.7', messages: [{ text: CANARY }] },
    { visitor: { name: 'Bert', email: bert }, messages: [{ text: 'hello' }] },
  ],
}

/** `canary` stands in everything that is hers to have forgotten; `hers` is what else names her, whole. */
export const wholePerson = {
  seed,
  email: anna,
  otherEmail: work,
  neighbour: bert,
  canary: CANARY,
  hers: [CANARY, `${anna}"`, `${anna}>`, work, '0612345678', 'MC-7', 'Anna de Wit'],
} as const
