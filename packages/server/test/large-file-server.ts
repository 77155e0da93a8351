import { setTimeout as wait } from 'node:timers/promises'
import { defineConnector, defineHolding } from '@rechtop/connector'
import { createHttpClient } from '@rechtop/connector/http'
import { createEngine, defineSystem } from '@rechtop/engine'
import { SupportTicket } from '@rechtop/schema'
import { z } from 'zod'
import { createServer } from '../src/server.ts'
import { developmentToken } from './ask.ts'
import { addressOf, largeFile, smallFile, type Question, type Reply } from './large-file.ts'

/**
 * A process of its own, whose memory a test measures: worker and server over a system which has one large file, and is
 * in another process, as the database is.
 */
const [databaseUrl = '', origin = ''] = process.argv.slice(2)
const files = new Map([largeFile, smallFile].map((file) => [file.email, file]))
const untilAsked = { purpose: 'service', basis: 'contract', fields: 'all', keep: 'until-asked' } as const

const archive = defineConnector({
  name: 'archive',
  contract: 1,
  config: z.unknown(),
  locator: z.string(),
  identifiers: ['email'],
  holdings: {
    tickets: defineHolding({
      type: SupportTicket,
      grain: 'record',
      role: 'controller',
      purposes: [untilAsked],
      onErase: 'erase',
    }),
  },
  processor: { name: 'nobody', country: 'NL' },
  backupHorizon: 'P1D',
  gaps: [],
  open: async () => createHttpClient({ origin }),
  close: (client) => client.close(),
  check: async () => [],
  find: async (subjects) =>
    subjects.map((subject) => {
      const by = subject.find(({ value }) => files.has(value))
      if (by === undefined) return { status: 'absent', by: ['email'] }
      const match = { locator: by.value, certainty: 'equal', by: [by], learned: [] } as const
      return { status: 'found', matches: [match], referrals: [] }
    }),
  async *export(orders) {
    for (const [of, { locator }] of orders.entries()) {
      const data = Object.fromEntries(SupportTicket.fields.map((name) => [name, null]))
      const parsed = SupportTicket.schema.parse(data)
      const file = { id: locator, fileName: 'film.mp4', contentType: 'video/mp4', bytes: null }
      yield { of, holding: 'tickets', ref: '1', cursor: '1', data: parsed, files: [file] }
    }
  },
  async *readFile({ file }, { client, signal, now, pace }) {
    yield* client.file(addressOf(files.get(file) ?? smallFile), { signal, now, pace })
  },
  erase: async (orders) => orders.map(({ lines }) => lines.map(() => ({ status: 'done', count: 0 }))),
})

const engine = await createEngine({
  systems: [defineSystem({ id: 'archive', connector: archive, config: {} })],
  policy: { controller: { name: 'X', contact: 'x@x.example' } },
  database: { url: databaseUrl },
  secret: 'a secret of more than thirty-two bytes, for tests',
})
await engine.start()
const server = createServer({
  engine,
  auth: { developmentToken },
  logger: { info: () => undefined, error: () => undefined },
})
const { url } = await server.listen(0, '127.0.0.1')

let most = { resident: 0, held: 0 }
let highest = 0
const highestEver = (): number => process.resourceUsage().maxRSS * 1024
function measure(): void {
  const { rss, heapUsed, external } = process.memoryUsage()
  most = { resident: Math.max(most.resident, rss), held: Math.max(most.held, heapUsed + external) }
  // between two looks: the system knows, but only of what is higher than ever before
  if (highestEver() > highest) most.resident = Math.max(most.resident, highestEver())
}
setInterval(measure, 5)

const reply = (answer: Reply): void => void process.send?.(answer)
process.on('message', async (question: Question) => {
  if (question === 'rest') {
    await wait(200)
    globalThis.gc?.()
    most = { resident: 0, held: 0 }
    highest = highestEver()
  }
  measure()
  reply(most)
})
process.on('disconnect', () => process.exit())
reply({ url })
