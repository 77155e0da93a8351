import { FailureError, permanent, transient, type Context } from '@rechtop/connector'
import type { HttpClient } from '@rechtop/connector/http'
import type { z } from 'zod'
import { ErrorBody, Job, UserSearch, type CursorPage, type User } from './answers.ts'
import type { ZendeskConfig } from './config.ts'

export type ZendeskContext = Context<ZendeskConfig, HttpClient>
type Query = Readonly<Record<string, string | number>>

/** Zendesk's dialects, so that the verbs need not know them. Its answers are parsed here and nowhere else. */
export type Api = {
  /** Null when Zendesk says that the record does not exist. */
  read<Answer>(path: string, schema: z.ZodType<Answer>, query?: Query): Promise<Answer | null>
  /** `refused`: a 422. The answer's body is dropped: it repeats name and address of the person. */
  remove(path: string): Promise<'accepted' | 'missing' | 'refused'>
  /** Starts a bulk deletion of at most a hundred records; gives the job's id. */
  startJob(path: string, ids: readonly string[]): Promise<string>
  /** A list by cursor, each page with the cursor that leads to it; nothing when its owner does not exist. */
  pages<Page extends CursorPage>(
    path: string,
    schema: z.ZodType<Page>,
    options?: { readonly query?: Query; readonly after?: string },
  ): AsyncGenerator<{ readonly page: Page; readonly cursor: string }>
  searchUsers(query: Query): Promise<readonly User[]>
}

export function createApi({ client, signal, now }: Pick<ZendeskContext, 'client' | 'signal' | 'now'>): Api {
  const request = (method: string, path: string, query: Query = {}): ReturnType<HttpClient['request']> =>
    client.request(method, path, { query, signal, now })
  const api: Api = {
    async read(path, schema, query) {
      const { status, body } = await request('GET', path, query)
      if (isMissing(status, body)) return null
      return parse(schema, accepted(status, body))
    },
    async remove(path) {
      const { status, body } = await request('DELETE', path)
      if (isMissing(status, body)) return 'missing'
      if (status === 422) return 'refused'
      accepted(status, body)
      return 'accepted'
    },
    async startJob(path, ids) {
      const { status, body } = await request('DELETE', path, { ids: ids.join(',') })
      return parse(Job, accepted(status, body)).job_status.id
    },
    async *pages(path, schema, { query = {}, after = '' } = {}) {
      for (let cursor = after; ;) {
        const at = cursor === '' ? {} : { 'page[after]': cursor }
        const page = await api.read(path, schema, { ...query, 'page[size]': 100, ...at })
        if (page === null) return
        yield { page, cursor }
        if (!page.meta.has_more) return
        const next = page.meta.after_cursor ?? ''
        if (next === '' || next === cursor) {
          throw new FailureError(permanent('Zendesk said that a list goes on, but not where'))
        }
        cursor = next
      }
    },
    async searchUsers(query) {
      const users: User[] = []
      for (let page = 1; page <= 10; page++) {
        const found = await api.read('/api/v2/users/search', UserSearch, { ...query, page, per_page: 100 })
        users.push(...(found?.users ?? []))
        if (!found?.next_page) return users
      }
      throw new FailureError(
        permanent('more than 1000 Zendesk users look like the one that was searched for'),
      )
    },
  }
  return api
}

/** A 404 of the path (`InvalidEndpoint`) or of a proxy proves nothing about the record. */
function isMissing(status: number, body: unknown): boolean {
  return status === 404 && ErrorBody.safeParse(body).data?.error === 'RecordNotFound'
}

function accepted(status: number, body: unknown): unknown {
  if (status >= 200 && status < 300) return body
  if (status === 409) throw new FailureError(transient) // two changes of one record at once
  if (status === 404)
    throw new FailureError(permanent('Zendesk does not know this path: is the subdomain right?'))
  throw new FailureError(permanent('Zendesk refused a request'))
}

function parse<Answer>(schema: z.ZodType<Answer>, body: unknown): Answer {
  const { data, success } = schema.safeParse(body)
  // the error of zod stays behind: it can quote the answer
  if (!success)
    throw new FailureError(permanent('Zendesk answered in another form than its documentation says'))
  return data
}
