import { Job } from './answers.ts'
import type { Api } from './api.ts'

export type Jobs = { id: string; refs: string[] }[]

/** Deletes in bulk, a hundred tickets a job. */
export async function startJobs(api: Api, path: string, refs: readonly string[]): Promise<Jobs> {
  const jobs: Jobs = []
  for (let at = 0; at < refs.length; at += 100) {
    const chunk = refs.slice(at, at + 100)
    jobs.push({ id: await api.startJob(path, chunk), refs: chunk })
  }
  return jobs
}

/**
 * The tickets that bulk jobs did, by their own word; null while one is under way. Of one that was killed, or whose
 * results are gone (they are kept for a day), none: where each ticket stands shows.
 */
export async function readJobs(api: Api, jobs: Readonly<Jobs>): Promise<string[] | null> {
  const done: string[] = []
  for (const { id, refs } of jobs) {
    const job = (await api.read(`/api/v2/job_statuses/${encodeURIComponent(id)}`, Job))?.job_status
    if (job === undefined || job.status === 'failed' || job.status === 'killed') continue
    if (job.status !== 'completed') return null
    const rows = [job.results ?? []].flat()
    const [only] = refs.length === 1 && rows.length === 1 ? rows : []
    // a single ticket's result is an object without its number
    const isDone = (ref: string): boolean => (rows.find((one) => one.id === ref) ?? only)?.success === true
    done.push(...refs.filter(isDone))
  }
  return done
}
