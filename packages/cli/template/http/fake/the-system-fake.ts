import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { z } from 'zod'

type Person = { readonly id: string; readonly name: string; readonly email: string }

/** An imitation of the system, in memory. It remembers what is done to it, and knows nothing of the connector. */
export type TheSystemFake = {
  readonly origin: string
  /** Writes a person by another road than the connector's, and answers with their id. */
  add(person: Omit<Person, 'id'>): string
  /** All that it holds. */
  dump(): Person[]
  close(): Promise<void>
}

const Search = z.object({ email: z.string() })
const onePerson = /^\/people\/(\d+)$/

export async function openTheSystemFake(token: string): Promise<TheSystemFake> {
  const people = new Map<string, Person>()
  let lastId = 0

  async function answer(request: IncomingMessage): Promise<{ status: number; body?: unknown }> {
    const body = Buffer.concat(await request.toArray()).toString()
    const { method = 'GET', url = '/' } = request
    if (request.headers.authorization !== `Bearer ${token}`) return { status: 401 }
    // by POST, since an e-mail address in an address stays in logs
    if (method === 'POST' && url === '/people/search') {
      const { email } = Search.parse(JSON.parse(body))
      return {
        status: 200,
        body: { people: [...people.values()].filter((person) => person.email === email) },
      }
    }
    const person = people.get(onePerson.exec(url)?.[1] ?? '')
    if (person === undefined) return { status: 404, body: { error: 'not found' } }
    if (method === 'GET') return { status: 200, body: person }
    if (method !== 'DELETE') return { status: 405 }
    people.delete(person.id)
    return { status: 204 }
  }

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { status, body } = await answer(request)
    response.writeHead(status, { 'content-type': 'application/json' })
    response.end(body === undefined ? undefined : JSON.stringify(body))
  }

  const server = createServer((request, response) => {
    handle(request, response).catch(() => response.destroy())
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the fake got no port')
  return {
    origin: `http://127.0.0.1:${address.port}`,
    add(person) {
      const id = String(++lastId)
      people.set(id, { id, ...person })
      return id
    },
    dump: () => structuredClone([...people.values()]),
    async close() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}
