import { ok, recordNotFound, type Call, type Route } from './answer.ts'
import { list } from './paging.ts'
import type { FakeDeletion, FakeUser } from './state.ts'
import { findUser, shownUser } from './users.ts'
import { elapsed, type World } from './world.ts'

/** The products that report, and when (in parts of the whole time) each starts and completes. */
const applications = [
  ['support', 0.2, 0.6],
  ['explore', 0.3, 0.8],
  ['chat', 0.4, 1],
] as const

const finished = (world: World, user: FakeUser): boolean =>
  world.state.deletions.some((deletion) => deletion.user_id === user.id && deletion.finished)

function softDeleted(world: World, call: Call): FakeUser | undefined {
  const user = findUser(world, call)
  return user === undefined || user.active || finished(world, user) ? undefined : user
}

/** Forgets the users whose permanent deletion is through. */
export function settleDeletions(world: World): void {
  for (const deletion of world.state.deletions) {
    if (deletion.finished || elapsed(deletion.requested_at, world.now()) < world.delays.permanent) continue
    deletion.finished = true
    const user = world.state.users.find(({ id }) => id === deletion.user_id)
    if (user === undefined || user.name === 'Permanently Deleted User') continue
    const nothing = { email: null, phone: null, external_id: null, organization_ids: [] }
    const unsaid = {
      details: null,
      notes: null,
      tags: [],
      user_fields: {},
      last_login_at: null,
    }
    Object.assign(user, { name: 'Permanently Deleted User' }, nothing, unsaid)
    const kept = world.state.identities.filter((identity) => identity.user_id !== user.id)
    world.state.identities.splice(0, Infinity, ...kept)
    for (const ticket of world.state.tickets) {
      const { requester_id, satisfaction_rating } = ticket
      if (requester_id === user.id && satisfaction_rating !== null) satisfaction_rating.comment = null
    }
    world.note('user scrubbed', user.id)
  }
}

const shownDeleted = ({ origin }: World, user: FakeUser): object => ({
  ...shownUser(user),
  url: `${origin}/api/v2/deleted_users/${user.id}.json`,
  photo: null,
  locale_id: 1005,
})

function complianceRows(world: World, deletion: FakeDeletion): { id: number; row: object; at: number }[] {
  const start = Date.parse(deletion.requested_at)
  const row = (
    action: string,
    application: string,
    part: number,
  ): { id: number; row: object; at: number } => {
    const at = start + part * world.delays.permanent
    const executer_id = action === 'request_deletion' ? world.me : null
    const created_at = new Date(at).toISOString()
    const ids = { account_subdomain: world.subdomain, executer_id, user_id: deletion.user_id }
    return { id: at, at, row: { action, application, ...ids, created_at } }
  }
  return [
    row('request_deletion', 'all', 0),
    ...applications.flatMap(([name, from, to]) => [row('started', name, from), row('complete', name, to)]),
  ].sort((a, b) => a.at - b.at)
}

export const deletedUserRoutes: readonly Route[] = [
  {
    method: 'get',
    path: '/api/v2/users/:id/compliance_deletion_statuses',
    admin: true,
    answer(world, call) {
      const deletions = world.state.deletions.filter(({ user_id }) => String(user_id) === call.params['id'])
      if (deletions.length === 0) return recordNotFound
      const now = world.now().getTime()
      const rows = deletions
        .flatMap((deletion) => complianceRows(world, deletion))
        .filter(({ at }) => at <= now)
      // these rows have no id of their own; their place stands in for it while they are paged
      return list(
        world,
        call,
        'compliance_deletion_statuses',
        rows.map(({ row }, id) => ({ ...row, id })),
      )
    },
  },
  {
    method: 'get',
    path: '/api/v2/deleted_users/:id',
    admin: true,
    answer(world, call) {
      const user = softDeleted(world, call)
      return user === undefined ? recordNotFound : ok({ deleted_user: shownDeleted(world, user) })
    },
  },
  {
    method: 'delete',
    path: '/api/v2/deleted_users/:id',
    admin: true,
    answer(world, call) {
      const user = softDeleted(world, call)
      if (user === undefined) return recordNotFound
      const requested_at = world.now().toISOString()
      world.state.deletions.push({ user_id: user.id, requested_at, finished: false })
      world.note('permanent deletion requested', user.id)
      return ok({ deleted_user: shownDeleted(world, user) }) // name and address included, as the real answer has them
    },
  },
]
