import { cast } from './cast.ts'
import { addAccount } from './people/add-account.ts'
import { addContact } from './people/add-contact.ts'
import { addCustomer } from './people/add-customer.ts'
import type { Person } from './people/person.ts'
import type { Scene } from './scene.ts'

/** Everything of the main example: a customer of long standing whose contract is over. */
export function addSanne(scene: Scene): void {
  const { calendar, lists, world } = scene
  const { email, phone, customerNumber, accountId, cookieId } = cast.sanne
  const contractEndsOn = calendar.month(-14)
  const person: Person = {
    givenName: 'Sanne',
    familyName: 'de Vries',
    gender: 'v',
    email,
    phone,
    street: 'Molenweg',
    houseNumber: '12a',
    postalCode: '3811 AB',
    city: 'Amersfoort',
  }
  addCustomer(scene, {
    person,
    number: customerNumber,
    jobTitle: 'eigenaar',
    contractEndsOn,
    createdAt: calendar.moment(-3500),
    // from more than nine years ago, past any fiscal term, up to the last year of her contract
    invoicedOn: [-111, -99, -87, -75, -63, -51, -39, -27, -15].map(calendar.month),
    mandate: { signedOn: calendar.month(-112), revokedOn: contractEndsOn },
  })
  addAccount(scene, {
    id: accountId,
    name: ['Sanne', 'de Vries'],
    email,
    phone: `+31 ${phone.slice(1)}`,
    customerNumber,
    plan: 'customer',
    madeDaysAgo: 900,
    paidUntil: contractEndsOn,
    logins: 12,
    pageViews: 40,
    cookieId,
  })
  const name = ['Sanne', 'de Vries'] as const
  addContact(scene, {
    email: 'Sanne.deVries@Example.nl',
    name,
    lists: [lists.newsletter, lists.productNews],
    mails: 9,
  })
  const [bakery] = lists.ofCustomers
  if (bakery !== undefined) {
    addContact(scene, { email, name, ownerId: bakery.ownerId, lists: [bakery.list], mails: 4 })
  }
  addSannesTickets(world)
}

function addSannesTickets({ zendesk, heldBack }: Scene['world']): void {
  const { name, email, phone, customerNumber } = cast.sanne
  zendesk.push({
    name,
    email,
    externalId: customerNumber,
    phone,
    tickets: [
      {
        subject: 'Opzeggen',
        status: 'closed',
        comments: [
          { body: 'Ik wil mijn contract opzeggen.\n\nGroet, Sanne de Vries', ip: '192.0.2.14' },
          { body: 'Dat hebben we genoteerd.', byAgent: true },
          { body: 'Sanne gebeld (06 0010 0001): ze stopt met haar winkel.', public: false, byAgent: true },
        ],
        attachments: [{ fileName: 'opzegging-sanne-de-vries.pdf', contentType: 'application/pdf' }],
      },
      {
        subject: 'Laatste factuur',
        status: 'solved',
        comments: [
          { body: 'Komt er nog een factuur? Die mag naar Molenweg 12a.', ip: '192.0.2.14' },
          { body: 'Nee, u heeft alles betaald.', byAgent: true },
        ],
      },
      {
        subject: 'Mijn gegevens verwijderen',
        status: 'open',
        comments: [{ body: 'Willen jullie alles van mij wissen?\n\nSanne', ip: '198.51.100.7' }],
      },
    ],
  })
  heldBack.push({
    from: { name: 'Sanne de Vries', email },
    subject: 'Fwd: AANBIEDING',
    content: 'Dit krijg ik nog steeds van jullie. Groet, Sanne de Vries',
  })
}
