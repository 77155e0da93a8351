import {
  blocked,
  defineConnector,
  defineHolding,
  FailureError,
  failureOf,
  permanent,
  unusable,
  type Located,
  type Outcome,
} from '@rechtop/connector'
import { createHttpClient, mapConcurrently } from '@rechtop/connector/http'
import { normalizeIdentifier, type Identifier } from '@rechtop/schema'
import { z } from 'zod'
import { DirectoryPerson } from './person-record.ts'

const DirectoryConfig = z.strictObject({
  origin: z.url({ protocol: /^https?$/, error: 'write the address of the system, https://api.example.com' }),
  token: z.string().regex(/^\S+$/, 'write the token, without spaces'),
})

const people = defineHolding({
  type: DirectoryPerson,
  grain: 'record',
  role: 'controller',
  purposes: [{ purpose: 'answering the phone', basis: 'contract', fields: 'all', keep: 'until-asked' }],
  onErase: 'erase',
})

const Person = z.object({ id: z.string(), name: z.string().nullable(), email: z.string().nullable() })
const Found = z.object({ people: z.array(Person) })
type Locator = { readonly personId: string }

/** The people in the directory. */
export const directory = defineConnector({
  name: 'directory',
  contract: 1,
  config: DirectoryConfig,
  locator: z.strictObject({ personId: z.string() }),
  identifiers: ['email'],
  holdings: { people },
  processor: { name: 'Directory', country: 'NL', agreement: 'processing agreement 2025' },
  backupHorizon: 'P30D',
  gaps: [],
  concurrency: 4,
  hosts: ({ origin }) => [new URL(origin).host],

  async open({ origin, token }) {
    return createHttpClient({ origin, headers: { authorization: `Bearer ${token}` } })
  },
  async close() {},

  async check({ client, signal, now, pace }) {
    try {
      await client.request('GET', '/people/0', { signal, now, pace })
      return []
    } catch (error) {
      signal.throwIfAborted()
      return [unusable(failureOf(error))]
    }
  },

  find: (subjects, { client, signal, now, pace }) =>
    mapConcurrently(subjects, 4, async (identifiers): Promise<Located<Locator>> => {
      const emails = identifiers.filter(({ kind }) => kind === 'email')
      if (emails.length === 0) return { status: 'unsearchable', needs: ['email'] }
      const hits = new Map<string, [Identifier, ...Identifier[]]>()
      for (const asked of emails) {
        const body = { email: asked.value }
        const answer = await client.request('POST', '/people/search', { body, signal, now, pace })
        for (const person of parsed(Found, answer.body).people) {
          const stored = normalizeIdentifier({ kind: 'email', value: person.email ?? '' })
          if (stored.value === asked.value) hits.set(person.id, [asked, ...(hits.get(person.id) ?? [])])
        }
      }
      if (hits.size === 0) return { status: 'absent', by: ['email'] }
      const matches = [...hits].map(([personId, by]) => {
        return { locator: { personId }, certainty: 'equal' as const, by, learned: [] }
      })
      return { status: 'found', matches, referrals: [] }
    }),

  async *export(orders, { client, signal, now, pace }) {
    for (const [of, { locator, holdings }] of orders.entries()) {
      const { personId } = locator
      const page = holdings.people
      if (page === undefined || page.after === personId || (page.first ?? 1) < 1) continue
      const { status, body } = await client.request('GET', `/people/${personId}`, { signal, now, pace })
      if (status === 404) continue
      const { name, email } = parsed(Person, body)
      yield { of, holding: 'people', ref: personId, cursor: personId, data: { name, email } }
    }
  },

  erase: (orders, { client, signal, now, pace }) =>
    mapConcurrently(orders, 4, async ({ locator: { personId }, lines }) => {
      const outcomes: Outcome[] = []
      for (const { action, select } of lines) {
        const others = select.refs.filter((ref) => ref !== personId)
        if (action === 'reduce') {
          outcomes.push({ status: 'unsupported', why: 'The directory deletes people as a whole.' })
        } else if (others.length > 0) {
          outcomes.push({ status: 'stale', refs: others })
        } else if (select.refs.length === 0) {
          outcomes.push({ status: 'done', count: 0 })
        } else {
          outcomes.push(
            await client.request('DELETE', `/people/${personId}`, { signal, now, pace }).then(
              ({ status }): Outcome =>
                status === 204 || status === 404
                  ? { status: 'done', count: status === 204 ? 1 : 0 }
                  : { status: 'failed', failure: blocked('people'), done: 0 },
              (error: unknown): Outcome => {
                signal.throwIfAborted()
                return { status: 'failed', failure: failureOf(error), done: 0 }
              },
            ),
          )
        }
      }
      return outcomes
    }),
})

function parsed<Answer>(schema: z.ZodType<Answer>, body: unknown): Answer {
  const { data, success } = schema.safeParse(body)
  if (!success) throw new FailureError(permanent('the directory answered in another form'))
  return data
}
