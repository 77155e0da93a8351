import { cast } from './cast.ts'
import { addAccount } from './people/add-account.ts'
import { addCustomer } from './people/add-customer.ts'
import { inventPerson, inventPhone, type Person } from './people/person.ts'
import type { Scene } from './scene.ts'

type Part = {
  readonly name: string
  readonly customerNumber: string
  /** As billing stores it. */
  readonly email: string
  readonly phone?: string
  readonly contractEndsOn: string | null
  /** Months from today. */
  readonly invoiced: readonly number[]
  readonly organisation?: { readonly name: string; readonly domain: string }
  readonly account?: { readonly id: string; readonly email: string }
}

const ended = -20
const yearly = [-56, -44, -32]

/** The members of the cast who are customers, in billing and, most of them, on the website. */
export function addCastCustomers(scene: Scene): void {
  const over = scene.calendar.month(ended)
  const running = scene.calendar.month(8)
  const { susanne, pieter, household, sharedMailbox, companyContact, malformed } = cast
  const { billingOnly, runningContract, undatedContract } = cast
  const recent = [-28, -16, -4]
  const bakery = { name: sharedMailbox.name, domain: 'korenaar.example' }
  const builders = { name: companyContact.organisation, domain: 'smitbouw.example' }

  addPart(scene, { ...susanne, contractEndsOn: running, invoiced: recent, account: account(susanne) })
  const pietersLogin = { id: pieter.accountId, email: pieter.accountEmail }
  addPart(scene, { ...pieter, contractEndsOn: over, invoiced: yearly, account: pietersLogin })
  for (const one of household.people) {
    const { phone } = household
    addPart(scene, { ...one, phone, contractEndsOn: over, invoiced: yearly, account: account(one) })
  }
  const maria = {
    ...sharedMailbox,
    name: sharedMailbox.contact,
    organisation: bakery,
    account: account(sharedMailbox),
  }
  addPart(scene, { ...maria, contractEndsOn: running, invoiced: recent })
  const email = companyContact.workEmail
  const ruben = {
    ...companyContact,
    email,
    organisation: builders,
    account: { id: companyContact.accountId, email },
  }
  addPart(scene, { ...ruben, contractEndsOn: running, invoiced: recent })
  const jan = { ...malformed, email: malformed.storedAs, account: account(malformed) }
  addPart(scene, { ...jan, contractEndsOn: over, invoiced: yearly })
  addPart(scene, { ...billingOnly, contractEndsOn: scene.calendar.month(-110), invoiced: [-134, -122] })
  addPart(scene, {
    ...runningContract,
    contractEndsOn: running,
    invoiced: recent,
    account: account(runningContract),
  })
  addPart(scene, { ...undatedContract, contractEndsOn: null, invoiced: recent })
}

const account = ({ accountId, email }: { accountId: string; email: string }) => ({ id: accountId, email })

function addPart(scene: Scene, part: Part): void {
  const { calendar, random } = scene
  const { customerNumber, contractEndsOn, organisation } = part
  const [givenName = '', ...rest] = part.name.split(' ')
  const familyName = rest.join(' ')
  const phone = part.phone ?? inventPhone(Number(customerNumber.slice(2)))
  const person: Person = {
    ...inventPerson(random, 0),
    givenName,
    familyName,
    gender: null,
    email: part.email,
    phone,
  }
  addCustomer(scene, {
    person,
    number: customerNumber,
    contractEndsOn,
    createdAt: calendar.moment(-2000),
    invoicedOn: part.invoiced.map(calendar.month),
    ...(organisation === undefined ? {} : { organisation, jobTitle: 'eigenaar' }),
  })
  if (part.account === undefined || contractEndsOn === null) return
  addAccount(scene, {
    ...part.account,
    name: [givenName, familyName],
    phone,
    customerNumber,
    plan: 'customer',
    madeDaysAgo: 700,
    paidUntil: contractEndsOn,
    logins: 5,
    pageViews: 6,
    cookieId: `c-${part.account.id.slice(2)}`,
  })
}
