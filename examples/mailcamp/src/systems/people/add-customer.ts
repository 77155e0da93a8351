import type { Scene } from '../scene.ts'
import { inventIban, type Person } from './person.ts'

/** A customer in billing, and what hangs on one. */
export type Customer = {
  readonly person: Omit<Person, 'email' | 'phone'> & {
    readonly email: string | null
    readonly phone: string | null
  }
  readonly number: string
  readonly contractEndsOn: string | null
  readonly createdAt: string
  readonly jobTitle?: string
  readonly organisation?: { readonly name: string; readonly domain: string }
  /** Days of issue, oldest first. */
  readonly invoicedOn: readonly string[]
  readonly mandate?: { readonly signedOn: string; readonly revokedOn: string | null }
}

/** Adds a customer with invoices, a payment for each, and perhaps a mandate. */
export function addCustomer({ world }: Scene, customer: Customer): void {
  const { person, number, organisation } = customer
  const serial = Number(number.slice(2))
  const { email, phone, street, city } = person
  const id = world.add('billing.customers', {
    number,
    kind: organisation === undefined ? 'private' : 'business',
    given_name: person.givenName,
    family_name: person.familyName,
    gender: person.gender,
    job_title: customer.jobTitle ?? null,
    email,
    phone,
    street,
    house_number: person.houseNumber,
    postal_code: person.postalCode,
    city,
    country: 'NL',
    organisation_name: organisation?.name ?? null,
    chamber_of_commerce_number: organisation === undefined ? null : `00${serial}`,
    vat_number: organisation === undefined ? null : `NL000${serial}B01`,
    website_domain: organisation?.domain ?? null,
    contract_ends_on: customer.contractEndsOn,
    created_at: customer.createdAt,
  })
  const name = `${person.givenName} ${person.familyName}`
  const billedTo = `${organisation?.name ?? name}, ${street} ${person.houseNumber}, ${person.postalCode} ${city}`
  for (const [index, issuedOn] of customer.invoicedOn.entries()) {
    const invoice = `${issuedOn.slice(0, 4)}-${serial}-${index + 1}`
    const billed = { customer_id: id, amount: '121.00', currency: 'EUR' }
    world.add('billing.invoices', {
      ...billed,
      number: invoice,
      issued_on: issuedOn,
      description: 'E-mailmarketing, een jaar',
      vat_amount: '21.00',
      billed_to: billedTo,
      sent_to: email,
      contact_note: index === 0 ? `Gesproken met ${person.givenName}: graag per mail.` : null,
      lines: [
        { description: 'Abonnement', amount: '100.00' },
        { description: 'Btw 21%', amount: '21.00' },
      ],
    })
    const payer = {
      method: customer.mandate === undefined ? 'bank transfer' : 'direct debit',
      payer_name: name,
    }
    world.add('billing.payments', {
      ...billed,
      ...payer,
      invoice_number: invoice,
      paid_on: issuedOn,
      payer_iban: inventIban(serial),
    })
  }
  if (customer.mandate === undefined) return
  world.add('billing.mandates', {
    customer_id: id,
    reference: `M-${serial}`,
    iban: inventIban(serial),
    account_holder: name,
    signed_on: customer.mandate.signedOn,
    revoked_on: customer.mandate.revokedOn,
  })
}
