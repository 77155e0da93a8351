import type { Scene } from '../scene.ts'
import { inventIpAddress } from './person.ts'

/** Somebody on a mailing list. */
export type Contact = {
  readonly email: string
  readonly name?: readonly [givenName: string, familyName: string]
  /** The customer whose list it is; left out for the company's own. */
  readonly ownerId?: number
  readonly lists: readonly number[]
  readonly unsubscribed?: true
  readonly mails: number
}

/** Adds a contact with subscriptions, and what became of each mail. */
export function addContact({ world, calendar, random }: Scene, contact: Contact): void {
  const subscribedDaysAgo = random.between(200, 1500)
  const subscribedAt = calendar.moment(-subscribedDaysAgo, 11)
  const id = world.add('mailing_list.contacts', {
    owner_id: contact.ownerId ?? null,
    email: contact.email,
    given_name: contact.name?.[0] ?? null,
    family_name: contact.name?.[1] ?? null,
    created_at: subscribedAt,
  })
  const ip = inventIpAddress(random)
  for (const list of contact.lists) {
    world.add('mailing_list.subscriptions', {
      contact_id: id,
      list_id: list,
      status: contact.unsubscribed === true ? 'unsubscribed' : 'active',
      subscribed_at: subscribedAt,
      unsubscribed_at: contact.unsubscribed === true ? calendar.moment(-100) : null,
      sign_up_ip: ip,
    })
  }
  for (let index = 0; index < contact.mails; index++) {
    const kind = random.pick(['sent', 'sent', 'open', 'click'])
    const clicked = kind === 'click'
    world.add('mailing_list.mail_events', {
      contact_id: id,
      kind,
      at: calendar.moment(-random.between(1, subscribedDaysAgo), 10, random.between(0, 59)),
      campaign: `Nieuwsbrief ${random.between(1, 24)}`,
      url: clicked ? 'https://mailcamp.example/kennisbank' : null,
      ip: kind === 'sent' ? null : ip,
    })
  }
}
