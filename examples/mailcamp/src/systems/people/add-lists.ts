import type { World } from '../world.ts'

/** The ids of the lists that people can stand on. */
export type Lists = {
  readonly newsletter: number
  readonly productNews: number
  readonly ofCustomers: readonly { readonly ownerId: number; readonly list: number }[]
}

const customers = ['Bakkerij De Korenaar', 'Smit Bouw', 'Garage Dijkstra', 'Bloemist Vermeulen']

/** Adds the company's own lists, and one for each of some customers. */
export function addLists(world: World): Lists {
  const newsletter = world.add('mailing_list.lists', { owner_id: null, name: 'Nieuwsbrief' })
  const productNews = world.add('mailing_list.lists', { owner_id: null, name: 'Productnieuws' })
  const ofCustomers = customers.map((name) => {
    const ownerId = world.add('mailing_list.owners', { name })
    return {
      ownerId,
      list: world.add('mailing_list.lists', { owner_id: ownerId, name: `Klanten van ${name}` }),
    }
  })
  return { newsletter, productNews, ofCustomers }
}
