/**
 * Who is who in the example company: invented people, each with the identifiers to find them by and what is odd about
 * them. They are there whatever the number of people, and always the same.
 */
export const cast = {
  sanne: {
    name: 'Sanne de Vries',
    email: 'sanne.devries@example.nl',
    phone: '06 0010 0001',
    customerNumber: 'P-100001',
    accountId: 'A-100001',
    cookieId: 'c-100001',
    story:
      'Was a customer for eight years; her contract has ended. She is in every system, with invoices younger and older ' +
      'than the fiscal term, and on the mailing list of a bakery. One system stores her address in mixed case.',
  },
  susanne: {
    name: 'Susanne de Vries',
    email: 'susanne.devries@example.nl',
    customerNumber: 'P-100002',
    accountId: 'A-100002',
    story:
      'Another person, whose address ends in Sanne’s. Whoever searches by part of an address erases her too.',
  },
  pieter: {
    name: 'Pieter Bakker',
    email: 'pieter.bakker@example.nl',
    accountEmail: 'p.bakker@example.com',
    customerNumber: 'P-100003',
    accountId: 'A-100003',
    story:
      'One person with two addresses: he signs in with another than he gets mail on. His customer number joins them.',
  },
  household: {
    phone: '06 0010 0004',
    people: [
      {
        name: 'Joris Mulder',
        email: 'joris.mulder@example.nl',
        customerNumber: 'P-100004',
        accountId: 'A-100004',
      },
      {
        name: 'Noor Mulder',
        email: 'noor.mulder@example.nl',
        customerNumber: 'P-100005',
        accountId: 'A-100005',
      },
    ],
    story: 'Two people with one phone: a hit on it proves nothing.',
  },
  sharedMailbox: {
    name: 'Bakkerij De Korenaar',
    contact: 'Maria Postma',
    email: 'info@korenaar.example',
    customerNumber: 'B-200001',
    accountId: 'A-200001',
    story:
      'A company whose one mailbox stands in billing, the mailing list, the website and Zendesk. Several people read it.',
  },
  companyContact: {
    name: 'Ruben Visser',
    email: 'ruben.visser@example.com',
    workEmail: 'ruben@smitbouw.example',
    organisation: 'Smit Bouw',
    customerNumber: 'B-200002',
    accountId: 'A-200002',
    story: 'The contact of a company, who also gets the newsletter at home. The company is not his to erase.',
  },
  malformed: {
    name: 'Jan de Boer',
    email: 'jan.de.boer@example.nl',
    storedAs: 'jan.de.boer@@example.nl ',
    customerNumber: 'P-100006',
    accountId: 'A-100006',
    story:
      'Billing holds his address with a typing error; his account has it right and knows his customer number.',
  },
  accountOnly: {
    name: 'Lotte Dekker',
    email: 'lotte.dekker@example.nl',
    accountId: 'A-100007',
    story: 'An account of a customer that billing has never heard of.',
  },
  billingOnly: {
    name: 'Thijs Brouwer',
    email: 'thijs.brouwer@example.nl',
    customerNumber: 'P-100008',
    story: 'Billed years ago, never had an account. All invoices are past the fiscal term.',
  },
  zendeskOnly: {
    name: 'Emma Kok',
    email: 'emma.kok@example.com',
    story: 'Once asked support a question; in no other system.',
  },
  booker: {
    name: 'Lotte Jansen',
    email: 'lotte.jansen@example.com',
    story:
      'Booked two meetings in Calendly, one of them together with somebody else. Calendly takes days to erase.',
  },
  runningContract: {
    name: 'Daan Hendriks',
    email: 'daan.hendriks@example.nl',
    customerNumber: 'P-100009',
    accountId: 'A-100009',
    story: 'A customer whose contract still runs: most of his data stays until it ends.',
  },
  undatedContract: {
    name: 'Iris Peters',
    email: 'iris.peters@example.nl',
    customerNumber: 'P-100010',
    story: 'Billing does not say when her contract ends: nothing may be decided without a person.',
  },
  demo: {
    name: 'Fleur Bos',
    email: 'fleur.bos@example.com',
    accountId: 'A-300001',
    story: 'Tries the demo: only an account, used last week.',
  },
  forgottenDemo: {
    name: 'Koen Vos',
    email: 'koen.vos@example.com',
    accountId: 'A-300002',
    story: 'Made a demo account forty days ago and never signed in: its month is over.',
  },
  visitor: {
    cookieId: 'c-400001',
    /** In the cookie _ga of Google Analytics. */
    analyticsId: '402000001.1750000001',
    /** In the cookie of Cookiebot. */
    consentId: 'ZDJhNGY2YjgtMTIzNC01Njc4LTlhYmMtZGVmMDEyMzQ1Njc4LWFiY2Q=',
    story: 'A browser without an account: known by its cookies only, of which three systems set one each.',
  },
} as const
export type CastMember = keyof typeof cast
