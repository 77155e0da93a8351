import {
  createFakeApi,
  openStateFile,
  type Answer,
  type Call,
  type Effect,
  type FakeApi,
  type Route,
} from '@rechtop/connector/fake'
import { z } from 'zod'
import { apiDisabled, broken, denied, exhausted, invalid, notFound, ok } from './answers.ts'
import { unauthenticated, wrongScope } from './answers.ts'
import type { FakeAccount } from './fake-account.ts'
import { emptyState, plant, settle, type FakeState, type Seed } from './state.ts'
import { createTokenOffice, type TokenOffice } from './token-office.ts'

export type GoogleAnalyticsFakeOptions = {
  readonly property: number
  readonly account: FakeAccount
  readonly seed?: Seed
  readonly clock?: () => Date
  /** Where the state is kept, so that it outlives the process. */
  readonly file?: string
  /** Of the account, in the property. */
  readonly role?: 'none' | 'viewer' | 'editor'
  /** Whether the Admin API is enabled in the project of the account. */
  readonly isApiEnabled?: boolean
  readonly isInTrash?: boolean
  /** Whether the property takes e-mail addresses that visitors give. */
  readonly collectsUserData?: boolean
  readonly tokenSeconds?: number
  readonly deletionsPerDay?: number
  /** How long until a deletion shows; Google says within 72 hours. */
  readonly leavesAfterMs?: number
}

/** A Google Analytics in memory, for tests and for the example. It listens for both of Google's hosts at one place. */
export type GoogleAnalyticsFake = Omit<FakeApi, 'handlers'> &
  Pick<TokenOffice, 'revokeKey' | 'withdrawTokens'> & {
    readonly state: FakeState
    /** Every change of state after seeding, in order. */
    readonly effects: readonly Effect[]
    seed(seed: Seed): void
    /** A copy of the whole state as of now. */
    dump(): FakeState
  }

const edit = 'https://www.googleapis.com/auth/analytics.edit'
const readonly = 'https://www.googleapis.com/auth/analytics.readonly'
const day = 86_400_000
const text = z.string().min(1)
const Deletion = z.union([
  z
    .strictObject({ clientId: text })
    .transform(({ clientId }) => ({ by: 'clientId', value: clientId }) as const),
  z.strictObject({ userId: text }).transform(({ userId }) => ({ by: 'userId', value: userId }) as const),
  z
    .strictObject({ userProvidedData: text })
    .transform(({ userProvidedData: value }) => ({ by: 'userProvidedData', value }) as const),
])

/** The end points that the connector uses, as the reference of the Admin API has them. */
export function createGoogleAnalyticsFake(options: GoogleAnalyticsFakeOptions): GoogleAnalyticsFake {
  const { property, account, clock = () => new Date(), role = 'editor', isApiEnabled = true } = options
  const { isInTrash = false, collectsUserData = false, deletionsPerDay = 500 } = options
  const kept = options.file === undefined ? null : openStateFile<FakeState>(options.file, 1)
  const stored = kept?.read() ?? null
  const state = stored ?? emptyState()
  const effects: Effect[] = []
  const office = createTokenOffice(account, clock, options.tokenSeconds ?? 3600)
  let asked: number[] = []

  const settleNow = (): void => settle(state, clock(), options.leavesAfterMs ?? 48 * 3_600_000, effects)

  type Guarded = Route & { readonly scopes: readonly string[]; readonly roles: readonly string[] }
  const readers = { scopes: [edit, readonly], roles: ['viewer', 'editor'] }
  const routes: readonly Guarded[] = [
    { method: 'post', path: '/token', scopes: [], roles: [], answer: ({ body }) => office.answer(body) },
    {
      method: 'get',
      path: '/v1beta/properties/:property',
      ...readers,
      answer: () => {
        const deleteTime = isInTrash ? { deleteTime: clock().toISOString() } : {}
        return ok({ name: `properties/${property}`, displayName: 'The website', ...deleteTime })
      },
    },
    {
      method: 'get',
      path: '/v1alpha/properties/:property/userProvidedDataSettings',
      ...readers,
      answer: () => {
        const name = `properties/${property}/userProvidedDataSettings`
        return ok({ name, ...(collectsUserData && { userProvidedDataCollectionEnabled: true }) })
      },
    },
    {
      method: 'post',
      path: '/v1alpha/properties/:property',
      scopes: [edit],
      roles: ['editor'],
      answer({ params, body }) {
        if (params['property']?.endsWith(':submitUserDeletion') !== true) return notFound
        const { data } = Deletion.safeParse(body)
        if (data === undefined) return invalid
        const now = clock()
        asked = asked.filter((time) => time > now.getTime() - day)
        if (asked.length >= deletionsPerDay) return exhausted
        asked.push(now.getTime())
        state.deletions.push({ ...data, requestedAt: now.toISOString() })
        effects.push({ effect: 'deletion asked for', id: data.value })
        return ok({ deletionRequestTime: now.toISOString() })
      },
    },
  ]

  function authorize(call: Call, route: Guarded | null): Answer | null {
    if (call.path === '/token') return null
    const scopes = office.scopesOf(call.headers.get('authorization'))
    if (scopes === null) return unauthenticated
    if (!isApiEnabled) return apiDisabled
    if (route === null) return null
    if (!route.scopes.some((scope) => scopes.includes(scope))) return wrongScope
    // whoever may not see a property is not told whether there is one
    const isOther = call.params['property']?.split(':')[0] !== String(property)
    return isOther || !route.roles.includes(role) ? denied : null
  }

  const save = (): void => kept?.write(state)
  const { handlers: _ofOneHost, ...fake } = createFakeApi({
    origin: 'https://analyticsadmin.googleapis.com',
    routes,
    authorize,
    unknownPath: notFound,
    broken,
    clock,
    effects,
    settle: settleNow,
    save,
  })
  const seed = (seed: Seed): void => {
    plant(state, seed, clock())
    save()
  }
  if (stored === null && options.seed !== undefined) seed(options.seed)
  return {
    ...fake,
    state,
    effects,
    revokeKey: office.revokeKey,
    withdrawTokens: office.withdrawTokens,
    seed,
    dump() {
      settleNow()
      return structuredClone(state)
    },
  }
}
