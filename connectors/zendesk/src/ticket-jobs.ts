import { Job } from './answers.ts'
import type { Api } from './api.ts'

/** How bulk jobs ended, ticket by ticket. */
export type Ended = {
  /** The ticket's row says that it was done. */
  readonly succeeded: (ref: string) => boolean
  /** Its row says that it was not, or some row says so without a number. */
  readonly refused: (ref: string) => boolean
}

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
 * How the jobs ended; null while one is under way. Of one that was killed, or whose results are gone (they are kept
 * for a day), no ticket succeeded and none was refused: where it stands shows.
 */
export async function readJobs(api: Api, jobs: Readonly<Jobs>): Promise<Ended | null> {
  const [succeeded, refused] = [new Set<string>(), new Set<string>()]
  for (const { id, refs } of jobs) {
    const job = (await api.read(`/api/v2/job_statuses/${encodeURIComponent(id)}`, Job))?.job_status
    if (job === undefined || job.status === 'failed' || job.status === 'killed') continue
    if (job.status !== 'completed') return null
    const rows = [job.results ?? []].flat()
    const isWhole = rows.every(({ success }) => success === true)
    // a single ticket's result is an object without its number
    const isSingle = refs.length === 1 && rows.length === 1
    for (const ref of refs) {
      const row = rows.find((one) => one.id === ref)
      if (row?.success === true || (row === undefined && isWhole && isSingle)) succeeded.add(ref)
      else if (row !== undefined || !isWhole) refused.add(ref)
    }
  }
  return { succeeded: (ref) => succeeded.has(ref), refused: (ref) => refused.has(ref) }
}
