import { createFakeApi, type Effect, type FakeApi, type Route } from '@rechtop/connector/fake'
import { z } from 'zod'

type Person = { readonly id: string; readonly name: string; readonly email: string }

/** An imitation of the system, in memory. It remembers what is done to it, and knows nothing of the connector. */
export type TheSystemFake = FakeApi & {
  /** Writes a person by another road than the connector's, and answers with their id. */
  add(person: Omit<Person, 'id'>): string
  /** All that it holds. */
  dump(): Person[]
}

const Search = z.object({ email: z.string() })
const notFound = { status: 404, body: { error: 'not found' } }

/** Say here what of it is documented, what was seen, and what is inferred. */
export function createTheSystemFake(token: string, clock: () => Date = () => new Date()): TheSystemFake {
  const people = new Map<string, Person>()
  const effects: Effect[] = []
  let lastId = 0

  const routes: readonly Route[] = [
    {
      // by POST, since an e-mail address in an address stays in logs
      method: 'post',
      path: '/people/search',
      answer({ body }) {
        const { email } = Search.parse(body)
        return { status: 200, body: { people: [...people.values()].filter((one) => one.email === email) } }
      },
    },
    {
      method: 'get',
      path: '/people/:id',
      answer({ params }) {
        const person = people.get(params['id'] ?? '')
        return person === undefined ? notFound : { status: 200, body: person }
      },
    },
    {
      method: 'delete',
      path: '/people/:id',
      answer({ params }) {
        const id = params['id'] ?? ''
        if (!people.delete(id)) return notFound
        effects.push({ effect: 'person deleted', id })
        return { status: 204 }
      },
    },
  ]

  const fake = createFakeApi({
    origin: 'https://api.the-system.example',
    routes,
    authorize: ({ headers }) =>
      headers.get('authorization') === `Bearer ${token}`
        ? null
        : { status: 401, body: { error: 'who is this?' } },
    unknownPath: notFound,
    clock,
    effects,
    // what the system does later, and not at once, happens in `settle`
  })
  return {
    ...fake,
    add(person) {
      const id = String(++lastId)
      people.set(id, { id, ...person })
      return id
    },
    dump: () => structuredClone([...people.values()]),
  }
}
