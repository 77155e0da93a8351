import { ok, recordNotFound, type Answer, type Route } from './answer.ts'
import type { FakeJob, JobRow } from './state.ts'
import { elapsed, type World } from './world.ts'

/** Moves a ticket to the deleted ones; false when it is not there. */
export function deleteTicket(world: World, id: number): boolean {
  const ticket = world.state.tickets.find((ticket) => ticket.id === id && ticket.stage === 'live')
  if (ticket === undefined || ticket.undeletable) return false
  ticket.stage = 'deleted'
  ticket.deleted_at = ticket.updated_at = world.now().toISOString()
  world.reindex('ticket', id)
  world.note('ticket deleted', id)
  return true
}

function scrubTicket(world: World, id: number): boolean {
  const ticket = world.state.tickets.find((ticket) => ticket.id === id && ticket.stage === 'deleted')
  if (ticket === undefined) return false
  if (elapsed(ticket.deleted_at ?? '', world.now()) < world.delays.deletedList) return false
  const unsaid = { tags: [], custom_fields: [], comments: [], email_cc_ids: [], follower_ids: [] }
  Object.assign(ticket, { stage: 'scrubbed', subject: 'SCRUBBED', status: 'deleted', ...unsaid })
  // the score stays
  if (ticket.satisfaction_rating !== null) ticket.satisfaction_rating.comment = null
  world.note('ticket scrubbed', id)
  return true
}

/** How many may be queued or running, and how long what came of one can be read. */
const [mostJobs, jobLifeMs] = [30, 86_400_000]

export function queueJob(world: World, action: FakeJob['action'], tickets: readonly number[]): Answer {
  const running = world.state.jobs.filter(({ results }) => results === null)
  if (running.length >= mostJobs) {
    const body = {
      error: 'TooManyJobs',
      description: 'Wait for others',
      current_job_ids: running.map(({ id }) => id),
    }
    const inflight = `total=${mostJobs}; remaining=0; resets=5`
    return {
      status: 429,
      body,
      headers: { 'zendesk-ratelimit-inflight-jobs': inflight, 'retry-after': '5' },
      holdsBack: (_method, path) => path.endsWith('/destroy_many'),
    }
  }
  const id = `V3-${String(++world.state.lastId).padStart(32, '0')}`
  const job: FakeJob = { id, action, tickets, queued_at: world.now().toISOString(), results: null }
  world.state.jobs.push(job)
  world.note('job queued', id)
  return ok({ job_status: statusOf(world, job) })
}

/** Does the work of the jobs whose time has come. A row that can't be done does not fail its job. */
export function settleJobs(world: World): void {
  const { jobs } = world.state
  const kept = jobs.filter(({ queued_at }) => elapsed(queued_at, world.now()) < jobLifeMs)
  if (kept.length < jobs.length) jobs.splice(0, Infinity, ...kept)
  for (const job of world.state.jobs) {
    if (job.results !== null || elapsed(job.queued_at, world.now()) < world.delays.job) continue
    const act = job.action === 'delete' ? deleteTicket : scrubTicket
    job.results = job.tickets.map((id, index): JobRow =>
      act(world, id)
        ? { action: 'delete', id, status: 'Deleted', success: true }
        : { index, id, error: 'DeletionFailed', details: 'This ticket was not deleted' },
    )
  }
}

function statusOf(world: World, job: FakeJob): object {
  const working = elapsed(job.queued_at, world.now()) >= world.delays.job / 2
  const [only, ...others] = job.results ?? []
  return {
    id: job.id,
    url: `${world.origin}/api/v2/job_statuses/${job.id}.json`,
    job_type: 'Ticket deletion',
    status: job.results !== null ? 'completed' : working ? 'working' : 'queued',
    total: working ? job.tickets.length : null,
    progress: working ? (job.results?.length ?? 0) : null,
    message: null,
    // seen on live accounts: an object for one row, an array for several
    results: only?.success === true && others.length === 0 ? { success: true } : job.results,
  }
}

export const jobRoutes: readonly Route[] = [
  {
    method: 'get',
    path: '/api/v2/job_statuses/:id',
    answer(world, call) {
      const job = world.state.jobs.find(({ id }) => id === call.params['id'])
      return job === undefined ? recordNotFound : ok({ job_status: statusOf(world, job) })
    },
  },
]
