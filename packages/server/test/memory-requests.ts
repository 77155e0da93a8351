import { randomUUID } from 'node:crypto'
import type {
  Batch,
  CreateErasure,
  EraseMany,
  PackageFile,
  Request,
  RequestActing,
  RequestError,
  RequestResult,
  Requests,
} from '@rechtop/engine'

/** Whoever is asked for by this has the last request open. */
export const openEmail = 'open@example.com'
/** A match that these requests do not know. */
export const unknownMatch = 'u'.repeat(43)

export type MemoryRequests = Requests & {
  /** What was asked of it. */
  readonly created: CreateErasure[]
  readonly asked: EraseMany[]
  /** What the engine says of people whom it did not take into a batch. */
  refusals: RequestError[]
  /** Who did something with a request, and under which key. */
  readonly acted: Omit<RequestActing, 'id'>[]
  /** Changes a request, as the engine would on its way. */
  change(id: string, to: Partial<Request>): void
  /** The files of every export, by number. */
  readonly files: Map<number, PackageFile>
  /** How many are watching now. */
  watching: number
}

/** Requests in memory: they stand still until a test changes them. */
export function createMemoryRequests(): MemoryRequests {
  const all = new Map<string, Request>()
  const created: CreateErasure[] = []
  const asked: EraseMany[] = []
  const batches = new Map<string, Batch>()
  const acted: MemoryRequests['acted'] = []
  const listeners = new Set<() => void>()

  const create = (right: Request['right'], input: CreateErasure): RequestResult => {
    if (input.planDigest === 'stale') {
      return {
        ok: false,
        errors: [{ code: 'PLAN_STALE', message: 'The plan has changed.', path: ['planDigest'] }],
      }
    }
    if (input.decisions?.confirmed.includes(unknownMatch) === true) {
      const path = ['decisions', 'confirmed', 0]
      return { ok: false, errors: [{ code: 'UNKNOWN_MATCH', message: 'There is no such match.', path }] }
    }
    const isOpen = input.evenIfOpen !== true && input.identifiers.some(({ value }) => value === openEmail)
    const open = isOpen ? [...all.values()].at(-1) : undefined
    if (open !== undefined) {
      const message = 'It is open already.'
      return { ok: false, errors: [{ code: 'DUPLICATE_REQUEST', message, path: ['subject'] }], request: open }
    }
    created.push(input)
    const request: Request = {
      id: randomUUID(),
      right,
      status: 'received',
      reason: null,
      nextAttemptAt: null,
      receivedAt: input.receivedAt ?? new Date('2026-11-23T09:00:00Z'),
      dueOn: '2026-12-23',
      closedAt: null,
      subject: { kinds: input.identifiers.map(({ kind }) => kind), pseudonym: 'p-1' },
      runs: [],
      findings: [],
      duplicateOf: null,
      availableActions: ['cancel'],
      version: 1,
      batch: null,
      package: null,
    }
    all.set(request.id, request)
    return { ok: true, request }
  }
  const act = ({ id, actor, idempotencyKey }: RequestActing, to: Partial<Request>): RequestResult => {
    acted.push({ actor, ...(idempotencyKey !== undefined && { idempotencyKey }) })
    return change(id, to)
  }
  const change = (id: string, to: Partial<Request>): RequestResult => {
    const request = all.get(id)
    if (request === undefined) {
      return {
        ok: false,
        errors: [{ code: 'NOT_FOUND', message: 'There is no such request.', path: ['id'] }],
      }
    }
    const changed = { ...request, ...to, version: request.version + 1 }
    all.set(id, changed)
    for (const listener of listeners) listener()
    return { ok: true, request: changed }
  }

  const requests: MemoryRequests = {
    created,
    asked,
    refusals: [],
    acted,
    files: new Map(),
    watching: 0,
    change: (id, to) => {
      change(id, to)
    },
    erase: async (input) => create('erasure', input),
    async eraseMany(input) {
      asked.push(input)
      const subjects = 'subjects' in input ? input.subjects : []
      const id = randomUUID()
      for (const { identifiers } of subjects) {
        const made = create('erasure', { identifiers, actor: input.actor })
        if (made.ok) change(made.request.id, { batch: id })
      }
      const batch: Batch = {
        id,
        total: subjects.length,
        createdAt: new Date('2026-11-23T09:00:00Z'),
        criterion: 'criterion' in input ? input.criterion : null,
        byStatus: subjects.length === 0 ? {} : { received: subjects.length },
        failures: [],
      }
      batches.set(id, batch)
      return { ok: true, batch, errors: requests.refusals }
    },
    batch: async (id) => batches.get(id) ?? null,
    access: async (input) => create('access', input),
    get: async (id) => all.get(id) ?? null,
    plan: async () => null,
    planDifference: async () => null,
    systems: async () => [],
    async list({ first, after, status, right, batch }) {
      const found = [...all.values()]
        .toReversed()
        .filter((one) => status?.includes(one.status) !== false && right?.includes(one.right) !== false)
        .filter((one) => batch === undefined || one.batch === batch)
      const from = after === undefined ? 0 : found.findIndex(({ id }) => id === after) + 1
      const nextCursor = found.length > from + first ? (found[from + first - 1]?.id ?? null) : null
      return { items: found.slice(from, from + first), nextCursor, total: found.length }
    },
    approve: async (input) => act(input, { status: 'running' }),
    decideMatch: async (input) => act(input, {}),
    cancel: async (input) => act(input, { status: 'cancelled', closedAt: new Date('2026-11-23T10:00:00Z') }),
    retry: async (input) => act(input, { status: 'running' }),
    skip: async (input) => act(input, { status: 'received' }),
    events: async () => [],
    async *watch(id, signal) {
      requests.watching += 1
      try {
        for (let seen = 0; !signal.aborted;) {
          const request = all.get(id)
          if (request !== undefined && request.version > seen) {
            seen = request.version
            yield request
            if (request.closedAt !== null) return
            continue
          }
          await new Promise<void>((resolve) => {
            const wake = (): void => {
              listeners.delete(wake)
              resolve()
            }
            listeners.add(wake)
            signal.addEventListener('abort', wake, { once: true })
          })
        }
      } finally {
        requests.watching -= 1
      }
    },
    async download(id) {
      if (all.get(id)?.package === null || !all.has(id)) return null
      return (async function* () {
        yield '{"records":'
        yield '[1,2]}'
      })()
    },
    async downloadFile(id, number) {
      const file = requests.files.get(number)
      return all.get(id)?.package == null || file === undefined ? null : file
    },
  }
  return requests
}
