import { addAccount } from './people/add-account.ts'
import { addContact } from './people/add-contact.ts'
import { addCustomer } from './people/add-customer.ts'
import { inventPerson, type Person } from './people/person.ts'
import { inventTicket } from './people/tickets.ts'
import { jobs, trades } from './people/words.ts'
import type { Scene } from './scene.ts'

/** The first serial number; those before it are for the cast. */
const first = 500_000

/** Adds invented people, some in every system, most in two or three, with the dirt that real systems have. */
export function addPopulation(scene: Scene, people: number): void {
  for (let serial = first; serial < first + people; serial++) addSomebody(scene, serial)
}

function addSomebody(scene: Scene, serial: number): void {
  const { random } = scene
  const person = inventPerson(random, serial)
  const customerNumber = random.chance(0.55) ? addAsCustomer(scene, serial, person) : undefined
  if (customerNumber === undefined && random.chance(0.3)) addDemo(scene, serial, person)
  if (random.chance(0.5)) addSubscriber(scene, person)
  if (random.chance(0.15)) {
    const { ownerId, list } = random.pick(nonEmpty(scene.lists.ofCustomers))
    addContact(scene, { email: person.email, ownerId, lists: [list], mails: 1 })
  }
  if (random.chance(0.2)) addAsker(scene, person, customerNumber)
}

function addAsCustomer(scene: Scene, serial: number, person: Person): string {
  const { calendar, random } = scene
  const business = random.chance(0.35)
  const number = `${business ? 'B' : 'P'}-${serial}`
  const trade = `${random.pick(trades)} ${person.familyName}`
  // the contract ends in this month; each year of it was billed at its start
  const endsIn = random.chance(0.6) ? random.between(1, 12) : -random.between(1, 90)
  const years = random.between(1, 6)
  const invoicedOn = Array.from({ length: years }, (_, index) =>
    calendar.month(endsIn - 12 * (years - index)),
  )
  const contractEndsOn = calendar.month(endsIn)
  const signedOn = invoicedOn[0] ?? contractEndsOn
  addCustomer(scene, {
    person: { ...person, email: withDirt(scene, person.email) },
    number,
    contractEndsOn,
    createdAt: `${signedOn}T10:00:00.000Z`,
    invoicedOn,
    ...(business
      ? { organisation: { name: trade, domain: `zaak${serial}.example` }, jobTitle: random.pick(jobs) }
      : {}),
    ...(random.chance(0.5) ? { mandate: { signedOn, revokedOn: endsIn < 0 ? contractEndsOn : null } } : {}),
  })
  if (!random.chance(0.6)) return number
  addAccount(scene, {
    id: `A-${serial}`,
    name: [person.givenName, person.familyName],
    email: person.email,
    phone: person.phone,
    customerNumber: number,
    plan: 'customer',
    madeDaysAgo: random.between(30, 1500),
    paidUntil: contractEndsOn,
    logins: random.between(1, 5),
    pageViews: random.between(0, 9),
    cookieId: `c-${serial}`,
  })
  return number
}

function addDemo(scene: Scene, serial: number, person: Person): void {
  const { random } = scene
  addAccount(scene, {
    id: `A-${serial}`,
    name: [person.givenName, person.familyName],
    email: person.email,
    plan: 'demo',
    madeDaysAgo: random.between(1, 90),
    logins: random.chance(0.5) ? random.between(1, 4) : 0,
    pageViews: random.between(1, 9),
    cookieId: `c-${serial}`,
  })
}

function addSubscriber(scene: Scene, person: Person): void {
  const { lists, random } = scene
  addContact(scene, {
    email: withDirt(scene, person.email),
    name: [person.givenName, person.familyName],
    lists: random.chance(0.3) ? [lists.newsletter, lists.productNews] : [lists.newsletter],
    mails: random.between(0, 6),
    ...(random.chance(0.2) ? { unsubscribed: true } : {}),
  })
}

function addAsker({ random, world }: Scene, person: Person, customerNumber: string | undefined): void {
  const name = `${person.givenName} ${person.familyName}`
  const status = random.pick(['open', 'pending', 'solved', 'closed'])
  world.zendesk.push({
    name,
    email: person.email,
    ...(customerNumber === undefined ? {} : { externalId: customerNumber }),
    tickets: [inventTicket(random, name, status)],
  })
}

/** As people type: capitals, or white space around it. It is the same address all the same. */
function withDirt({ random }: Scene, email: string): string {
  if (random.chance(0.1)) return email.charAt(0).toUpperCase() + email.slice(1)
  return random.chance(0.03) ? ` ${email} ` : email
}

function nonEmpty<T>([first, ...rest]: readonly T[]): readonly [T, ...T[]] {
  if (first === undefined) throw new RangeError('the example company has no lists of customers')
  return [first, ...rest]
}
