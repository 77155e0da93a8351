import { once } from 'node:events'
import { createServer, type IncomingMessage } from 'node:http'
import type { Json } from '@rechtop/schema'
import { z } from 'zod'

export type Stored = { readonly id: string; readonly [field: string]: Json }

/** An imitation of a club's API, with a state: records in collections, by id. */
export type ClubServer = {
  readonly origin: string
  readonly collections: Readonly<Record<string, Map<string, Stored>>>
  close(): Promise<void>
}

/** The most that one search gives and one request may name. */
export const most = 10

const Search = z.object({
  /** Each field has one of these values; texts are compared as addresses are. */
  where: z.record(z.string(), z.array(z.union([z.string(), z.number()])).max(most)).default({}),
  before: z.record(z.string(), z.string()).default({}),
  /** Gives the values of this field, each once, instead of records. */
  distinct: z.string().optional(),
  after: z.string().default(''),
  offset: z.int().default(0),
  limit: z.int().max(most).default(most),
})
const Fields = z.record(z.string(), z.json())

export async function listenAsClub(token: string): Promise<ClubServer> {
  const names = ['people', 'photos', 'notes', 'visits', 'entries', 'consents', 'suppressions']
  const collections = Object.fromEntries(names.map((name) => [name, new Map<string, Stored>()]))
  const server = createServer(async (incoming, outgoing) => {
    const text = Buffer.concat(await incoming.toArray()).toString()
    if (incoming.url === '/token') {
      // of a club that wants a token for an hour, given for the one in its settings
      const grant = { access_token: token, expires_in: 3600 }
      return void outgoing.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(grant))
    }
    const known = incoming.headers.authorization === `Bearer ${token}`
    const body: unknown = text === '' ? {} : JSON.parse(text)
    const { status, answer } = known ? answerTo(incoming, body, collections) : { status: 401, answer: {} }
    const isFile = Buffer.isBuffer(answer)
    const type = isFile ? 'image/png' : 'application/json'
    outgoing.writeHead(status, { 'content-type': type }).end(isFile ? answer : JSON.stringify(answer))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the club got no port')
  return {
    origin: `http://127.0.0.1:${address.port}`,
    collections,
    async close() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

type Answer = { readonly status: number; readonly answer: unknown }
const missing: Answer = { status: 404, answer: { error: 'no such record' } }

function answerTo(
  { method, url = '/' }: IncomingMessage,
  body: unknown,
  collections: ClubServer['collections'],
): Answer {
  const [, name = '', id = '', part] = url.split('/').map(decodeURIComponent)
  const records = collections[name]
  if (records === undefined) return { status: 404, answer: { error: 'no such path' } }
  if (method === 'POST' && name === 'entries') return { status: 405, answer: {} }
  if (method === 'POST') return { status: 200, answer: search(records, Search.parse(body)) }
  const record = records.get(id)
  if (method === 'PUT') {
    records.set(id, { ...Fields.parse(body), id })
    return { status: 200, answer: {} }
  }
  if (record === undefined) return missing
  if (part === 'content') return { status: 200, answer: Buffer.from(String(record['content']), 'base64') }
  if (method === 'PATCH') records.set(id, { ...record, ...Fields.parse(body), id })
  if (method !== 'DELETE') return { status: 200, answer: records.get(id) }
  // the door is another machine, which nobody keeps in step
  const held = Object.entries(collections).flatMap(([of, all]) => (of === 'entries' ? [] : [...all.values()]))
  if (name === 'people' && held.some(({ person }) => person === id)) return { status: 409, answer: {} }
  records.delete(id)
  return { status: 200, answer: {} }
}

function search(
  records: ReadonlyMap<string, Stored>,
  { where, before, distinct, after, offset, limit }: z.infer<typeof Search>,
): { readonly items: readonly unknown[]; readonly more: boolean } {
  const found = [...records.values()].filter(
    (record) =>
      Object.entries(where).every(([field, values]) => values.map(plain).includes(plain(record[field]))) &&
      Object.entries(before).every(([field, date]) => String(record[field]) < date),
  )
  const keyed = distinct === undefined ? found : found.map((record) => ({ id: String(record[distinct]) }))
  const rows = [...new Map(keyed.map((row) => [row.id, row])).values()]
    .filter(({ id }) => id > after)
    .sort((one, other) => (one.id < other.id ? -1 : 1))
  return { items: rows.slice(offset, offset + limit), more: rows.length > offset + limit }
}

const plain = (value: unknown): string => String(value).trim().toLowerCase()
