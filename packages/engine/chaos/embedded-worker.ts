import { setTimeout as wait } from 'node:timers/promises'
import { createEngine } from '../src/create-engine.ts'
import type { Request } from '../src/request/request.ts'
import { chaosOptions } from './chaos-options.ts'

/** What a worker tells of itself. */
export type Told = {
  readonly works?: true
  /** One that was acknowledged, and which in the row it is. */
  readonly taken?: string
  readonly nth?: number
  readonly end?: End
}

/** The requests that were verified, how many there are in all, and for how many a person had to retry. */
export type End = { readonly verified: readonly string[]; readonly total: number; readonly retried: number }

const tell = (told: Told): void => void process.send?.(told)

/** An engine that keeps its rows in a folder, and asks for one erasure after another; it tells of each that is taken. */
const [, , directory = '', origin = '', from = '0'] = process.argv
const options = chaosOptions('', origin, null)
const engine = await createEngine({ ...options, database: { directory } })
await engine.start()
process.on('disconnect', () => process.exit())
let next = Number(from)
process.on('message', (message: unknown) => {
  if (message === 'no more') next = Infinity
})
tell({ works: true })
while (next !== Infinity) {
  const nth = next++
  const identifiers = [{ kind: 'email', value: `person${nth}@chaos.example` } as const]
  const created = await engine.requests.erase({ identifiers, idempotencyKey: `chaos ${nth}`, actor: 'chaos' })
  if (created.ok) tell({ taken: created.request.id, nth })
  await wait(80)
}
const retried = new Set<string>()
for (;;) {
  const requests = await all()
  // a run that died ten times without an outcome is not begun again by itself
  for (const { id } of requests.filter(({ status }) => status === 'needs-attention')) {
    await engine.requests.retry({ id, actor: 'chaos' })
    retried.add(id)
  }
  const verified = requests.filter(({ status }) => status === 'verified').map(({ id }) => id)
  tell({ end: { verified, total: requests.length, retried: retried.size } })
  await wait(500)
}

async function all(): Promise<Request[]> {
  const requests: Request[] = []
  for (let after: string | null | undefined; after !== null;) {
    const page = await engine.requests.list({ first: 100, ...(after !== undefined && { after }) })
    requests.push(...page.items)
    after = page.nextCursor
  }
  return requests
}
