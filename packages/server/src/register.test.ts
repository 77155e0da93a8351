import { defineHolding } from '@rechtop/connector'
import { PageView } from '@rechtop/schema'
import { expect, test } from 'vitest'
import { developmentToken, graphqlRequest, readAnswer, type Answer } from '../test/ask.ts'
import { connectors, declareConnector, systemsOf } from '../test/connectors.ts'
import { createMemoryEngine } from '../test/memory-engine.ts'
import { createServer } from './server.ts'

const purposes = [
  { purpose: 'counting visits', basis: 'consent', fields: 'all', keep: 'until-asked' },
] as const
const reason = 'It has no way to list the events of one visitor.'
const analytics = {
  ...declareConnector('analytics', {
    events: defineHolding({
      type: PageView,
      grain: 'set',
      role: 'controller',
      purposes,
      onErase: 'erase',
      unread: reason,
    }),
  }),
  processor: { name: 'Analytics Inc.', country: 'US', agreement: 'DPA 2026-7' },
  needs: ['the Editor role on the property'],
  hosts: () => ['analytics.example', '*.files.example'],
  readFile: async function* () {},
}

function setUp() {
  const people = [
    { email: 'jan@example.com', holds: { analytics: { events: [{ url: '/1' }] }, website: { views: [] } } },
  ]
  const engine = createMemoryEngine(people, systemsOf({ ...connectors, analytics }))
  const logger = { info: () => undefined, error: () => undefined }
  const server = createServer({ engine, auth: { developmentToken }, logger })
  const ask = async (query: string): Promise<Answer> =>
    readAnswer(await server.fetch(graphqlRequest(developmentToken, { query })))
  return { engine, ask }
}

test('the register tells of each system who runs it and where, what it needs, can and never shows', async () => {
  const { ask } = setUp()
  const { data } = await ask(
    '{ systems { id needs hosts capabilities processor { name country agreement } holdings { name unread } } }',
  )
  const systems: unknown = Object(data).systems
  expect(systems).toContainEqual({
    id: 'analytics',
    needs: ['the Editor role on the property'],
    hosts: ['analytics.example', '*.files.example'],
    capabilities: ['readFile'],
    processor: { name: 'Analytics Inc.', country: 'US', agreement: 'DPA 2026-7' },
    holdings: [{ name: 'events', unread: reason }],
  })
  expect(systems).toContainEqual(
    expect.objectContaining({
      id: 'support',
      needs: [],
      hosts: [],
      holdings: [{ name: 'tickets', unread: null }],
    }),
  )
})

test('what is never shown is not asked for, and the answer says that it lacks it', async () => {
  const { ask, engine } = setUp()
  const views = 'pageViews(first: 5) { edges { node { url } } }'
  expect(await ask(`{ subject(by: { email: "jan@example.com" }) { ${views} } }`)).toEqual({
    data: { subject: { pageViews: null } },
    extensions: { incomplete: [{ system: 'analytics', holding: 'events', code: 'NEVER_SHOWN' }] },
  })
  expect(engine.calls.read.map(({ system }) => system)).toEqual(['website'])
  const other = await ask(`{ subject(by: { email: "els@example.com" }) { ${views} } }`)
  expect(other).toEqual({ data: { subject: { pageViews: { edges: [] } } } })
})
