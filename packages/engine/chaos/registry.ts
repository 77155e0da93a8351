import { createFakeApi, type Answer, type Call, type FakeApi } from '@rechtop/connector/fake'
import { z } from 'zod'

/** The systems: one plain, one that erases later, one in which nobody is found for a moment after a change. */
export const vendors = ['shop', 'desk', 'mail'] as const
export type Vendor = (typeof vendors)[number]

/** One record that went: by which line's key. */
export type Gone = { readonly vendor: Vendor; readonly ref: string; readonly key: string }

/** What the systems hold, in a process that nobody kills. */
export type Registry = {
  readonly origin: string
  readonly api: FakeApi
  /** Everything that was erased, in order. */
  readonly gone: readonly Gone[]
  /** How many records are left. */
  left(): number
  close(): Promise<void>
}

const Emails = z.object({ emails: z.array(z.string()) })
const Erase = z.object({ email: z.string(), refs: z.array(z.string()), key: z.string() })
/** How long the desk takes, in milliseconds. */
const later = 1500

export async function openRegistry(options: {
  readonly people: readonly string[]
  /** The desk knows every so-manieth of them. */
  readonly deskKnows: number
  readonly faults: number
  readonly seed: number
}): Promise<Registry> {
  const held = new Map<string, Map<string, string>>()
  const gone: Gone[] = []
  const due: { readonly at: number; readonly gone: Gone; readonly email: string }[] = []
  for (const vendor of vendors) {
    for (const [nth, email] of options.people.entries()) {
      if (vendor === 'desk' && nth % options.deskKnows !== 0) continue
      const records = [1, 2].map((nth): [string, string] => [
        `${vendor}:${email}:${nth}`,
        `text ${nth} of ${email}`,
      ])
      held.set(`${vendor} ${email}`, new Map(records))
    }
  }
  const remove = ({ vendor, ref, key }: Gone, email: string): number => {
    const isThere = held.get(`${vendor} ${email}`)?.delete(ref) === true
    if (isThere) gone.push({ vendor, ref, key })
    return isThere ? 1 : 0
  }
  const ok = (body: unknown): Answer => ({ status: 200, body })
  const invalid: Answer = { status: 400, body: { error: 'invalid' } }
  const routesOf = (vendor: Vendor): Parameters<typeof createFakeApi>[0]['routes'] => [
    {
      method: 'post',
      path: `/${vendor}/find`,
      answer: ({ body }: Call) => {
        const asked = Emails.safeParse(body).data
        if (asked === undefined) return invalid
        return ok({ known: asked.emails.map((email) => (held.get(`${vendor} ${email}`)?.size ?? 0) > 0) })
      },
    },
    {
      method: 'post',
      path: `/${vendor}/records`,
      answer: ({ body }: Call) => {
        const asked = Emails.safeParse(body).data
        if (asked === undefined) return invalid
        const recordsOf = (email: string): unknown[] =>
          [...(held.get(`${vendor} ${email}`) ?? [])].map(([ref, text]) => ({ ref, text }))
        return ok({ records: asked.emails.map(recordsOf) })
      },
    },
    {
      method: 'post',
      path: `/${vendor}/erase`,
      answer: ({ body }: Call) => {
        const asked = Erase.safeParse(body).data
        if (asked === undefined) return invalid
        const { email, refs, key } = asked
        const all = refs.map((ref): Gone => ({ vendor, ref, key }))
        if (vendor !== 'desk') return ok({ erased: all.reduce((sum, one) => sum + remove(one, email), 0) })
        const at = Date.now() + later
        due.push(...all.map((one) => ({ at, gone: one, email })))
        return { status: 202, body: {} }
      },
    },
  ]
  const settle = (): void => {
    const now = due.filter(({ at }) => at <= Date.now())
    for (const one of now) remove(one.gone, one.email)
    due.splice(0, Infinity, ...due.filter((one) => !now.includes(one)))
  }
  const api = createFakeApi({ origin: 'https://registry.example', routes: vendors.flatMap(routesOf), settle })
  if (options.faults > 0) api.storm({ seed: options.seed, share: options.faults })
  const { origin, close } = await api.listen()
  return {
    origin,
    api,
    gone,
    left: () => [...held.values()].reduce((sum, records) => sum + records.size, 0),
    close,
  }
}
