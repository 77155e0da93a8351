import { cast } from './cast.ts'
import { addAccount, addBrowser } from './people/add-account.ts'
import { addContact } from './people/add-contact.ts'
import { inventTicket } from './people/tickets.ts'
import type { Scene } from './scene.ts'

/** What the cast has besides billing: demos, a visitor, newsletters and questions to support. */
export function addCastOthers(scene: Scene): void {
  const { demo, forgottenDemo, accountOnly, visitor } = cast
  const seen = { pageViews: 8, logins: 2 }
  const paidUntil = scene.calendar.month(-3)
  addAccount(scene, {
    ...seen,
    id: accountOnly.accountId,
    name: ['Lotte', 'Dekker'],
    email: accountOnly.email,
    plan: 'customer',
    madeDaysAgo: 500,
    paidUntil,
  })
  const trial = { plan: 'demo', pageViews: 5 } as const
  addAccount(scene, {
    ...trial,
    id: demo.accountId,
    name: ['Fleur', 'Bos'],
    email: demo.email,
    madeDaysAgo: 12,
    logins: 3,
  })
  const koen = { id: forgottenDemo.accountId, email: forgottenDemo.email }
  addAccount(scene, { ...trial, ...koen, name: ['Koen', 'Vos'], madeDaysAgo: 40, logins: 0 })
  addBrowser(scene, {
    cookieId: visitor.cookieId,
    pageViews: 7,
    madeDaysAgo: 20,
    userAgent: 'Firefox 143 on Linux',
  })
  addNewsletters(scene)
  addQuestions(scene)
}

function addNewsletters(scene: Scene): void {
  const { newsletter } = scene.lists
  const { susanne, pieter, sharedMailbox, companyContact, malformed, runningContract } = cast
  for (const { name, email } of [susanne, pieter, companyContact, malformed, runningContract]) {
    const [givenName = '', ...rest] = name.split(' ')
    addContact(scene, { email, name: [givenName, rest.join(' ')], lists: [newsletter], mails: 3 })
  }
  addContact(scene, { email: sharedMailbox.email, lists: [newsletter], mails: 3 })
}

function addQuestions({ world, random }: Scene): void {
  const { pieter, sharedMailbox, zendeskOnly, runningContract } = cast
  world.zendesk.push(
    {
      name: pieter.name,
      email: pieter.email,
      extraEmails: [pieter.accountEmail],
      externalId: pieter.customerNumber,
      tickets: [inventTicket(random, pieter.name, 'solved')],
    },
    {
      name: sharedMailbox.name,
      email: sharedMailbox.email,
      externalId: sharedMailbox.customerNumber,
      tickets: [inventTicket(random, sharedMailbox.contact, 'solved'), inventTicket(random, 'Wout', 'open')],
    },
    {
      name: zendeskOnly.name,
      email: zendeskOnly.email,
      tickets: [inventTicket(random, zendeskOnly.name, 'closed')],
    },
    {
      name: runningContract.name,
      email: runningContract.email,
      externalId: runningContract.customerNumber,
      tickets: [inventTicket(random, runningContract.name, 'open'), askedTogether],
    },
  )
}

/** His question, in which Sanne is in copy and answers: it is both of theirs. */
const askedTogether = {
  subject: 'Overname van het account',
  status: 'open',
  ccs: [cast.sanne.email],
  comments: [
    { body: 'Ik neem de winkel over van Sanne de Vries. Kan het account mee?' },
    { by: cast.sanne.email, body: 'Dat klopt, van mij mag het. Bel gerust: 06 0010 0001.' },
    { body: 'Dat kan. We sturen jullie een formulier.', byAgent: true },
  ],
} as const
