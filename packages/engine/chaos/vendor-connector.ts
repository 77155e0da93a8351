import {
  defineConnector,
  defineHolding,
  defineRecordType,
  failureOf,
  FailureError,
  field,
  permanent,
  text,
  type Context,
  type Outcome,
} from '@rechtop/connector'
import { createHttpClient, isLoopbackOrigin, mapConcurrently, type HttpClient } from '@rechtop/connector/http'
import { z } from 'zod'
import { vendors } from './registry.ts'

const Entry = defineRecordType({
  name: 'RegistryEntry',
  category: 'communication',
  description: 'For the fault tests.',
  fields: { text: field('communication', text(), 'A text.') },
})
const entries = defineHolding({
  type: Entry,
  grain: 'record',
  role: 'controller',
  onErase: 'erase',
  purposes: [{ purpose: 'serving', basis: 'contract', fields: 'all', keep: 'until-asked' }],
})

const Config = z.strictObject({ origin: z.string().refine(isLoopbackOrigin), vendor: z.enum(vendors) })
type Registry = Context<z.infer<typeof Config>, HttpClient>
const Known = z.object({ known: z.array(z.boolean()) })
const Records = z.object({ records: z.array(z.array(z.object({ ref: z.string(), text: z.string() }))) })
const Erased = z.object({ erased: z.int().optional() })
const Token = z.object({ asked: z.int() })

/** A connector for one system of the registry. Its searches are repeatable, its erasures are not. */
export const vendorConnector = defineConnector({
  name: 'registry',
  contract: 1,
  config: Config,
  locator: z.string(),
  identifiers: ['email'],
  holdings: { entries },
  processor: { name: 'nobody', country: 'NL' },
  backupHorizon: 'P1D',
  gaps: [],
  hosts: ({ origin }) => [new URL(origin).host],
  open: async ({ origin }) => createHttpClient({ origin, concurrency: 8 }),
  close: (client) => client.close(),
  check: async () => [],

  async find(subjects, context) {
    const emails = subjects.map((subject) => subject.find(({ kind }) => kind === 'email'))
    const { known } = await ask(context, 'find', { emails: emails.map((by) => by?.value ?? '') }, Known)
    return emails.map((by, index) => {
      if (by === undefined) return { status: 'unsearchable', needs: ['email'] }
      if (known[index] !== true) return { status: 'absent', by: ['email'] }
      const match = { locator: by.value, certainty: 'equal', by: [by], learned: [] } as const
      return { status: 'found', matches: [match], referrals: [] }
    })
  },

  async *export(orders, context) {
    const emails = orders.map(({ locator }) => locator)
    const { records } = await ask(context, 'records', { emails }, Records)
    for (const [of, { holdings }] of orders.entries()) {
      if (holdings.entries === undefined) continue
      for (const { ref, text } of records[of] ?? [])
        yield { of, holding: 'entries', ref, cursor: ref, data: { text } }
    }
  },

  erase: (orders, context) =>
    mapConcurrently(orders, 4, async ({ locator, lines }) => {
      const outcomes: Outcome[] = []
      for (const { key, select, token } of lines) {
        try {
          outcomes.push(
            await eraseLine(context, locator, select.refs, key, Token.safeParse(token).data?.asked ?? 0),
          )
        } catch (error) {
          context.signal.throwIfAborted()
          outcomes.push({ status: 'failed', failure: failureOf(error), done: 0 })
        }
      }
      return outcomes
    }),
})

/** Looks before it erases, and is done when nothing of it is there any more. */
async function eraseLine(
  context: Registry,
  email: string,
  refs: readonly string[],
  key: string,
  asked: number,
): Promise<Outcome> {
  const { records } = await ask(context, 'records', { emails: [email] }, Records)
  const left = (records[0] ?? []).map(({ ref }) => ref).filter((ref) => refs.includes(ref))
  if (left.length === 0) return { status: 'done', count: asked }
  if (asked === 0 || context.config.vendor !== 'desk') {
    await ask(context, 'erase', { email, refs: left, key }, Erased, false)
    if (context.config.vendor !== 'desk') return { status: 'done', count: left.length }
  }
  const checkAfter = new Date(context.now().getTime() + 2000)
  return { status: 'pending', checkAfter, token: { asked: Math.max(asked, left.length) } }
}

async function ask<Answer>(
  { client, config, signal, now, pace }: Registry,
  what: 'find' | 'records' | 'erase',
  body: unknown,
  schema: z.ZodType<Answer>,
  repeatable = true,
): Promise<Answer> {
  const path = `/${config.vendor}/${what}`
  const answer = await client.request('POST', path, { body, signal, now, pace, repeatable })
  const { data } = schema.safeParse(answer.body)
  if (answer.status >= 300 || data === undefined)
    throw new FailureError(permanent('the registry refused a request'))
  return data
}
