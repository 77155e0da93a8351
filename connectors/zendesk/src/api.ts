import { FailureError, permanent, transient, type Context } from '@rechtop/connector'
import { pages, type HttpClient } from '@rechtop/connector/http'
import type { z } from 'zod'
import { ErrorBody, Job, UserSearch, type CursorPage, type OffsetPage, type User } from './answers.ts'
import type { ZendeskConfig } from './config.ts'

export type ZendeskContext = Context<ZendeskConfig, HttpClient>
type Query = Readonly<Record<string, string | number>>
type Written = 'accepted' | 'missing' | 'refused'

/** Zendesk's dialects, so that the verbs need not know them. Its answers are parsed here and nowhere else. */
export type Api = {
  /** Who worked here once: Zendesk makes them end users. */
  readonly formerStaff: readonly string[]
  /** Null when Zendesk says that the record does not exist. */
  read<Answer>(path: string, schema: z.ZodType<Answer>, query?: Query): Promise<Answer | null>
  /** `refused`: a 422. The answer's body is dropped: it repeats name and address of the person. */
  write(
    method: 'DELETE' | 'POST' | 'PUT',
    path: string,
    body?: unknown,
    options?: { readonly repeatable?: boolean },
  ): Promise<Written>
  /** Starts a bulk deletion of at most a hundred records; gives the job's id. */
  startJob(path: string, ids: readonly string[]): Promise<string>
  /** A list by cursor, each page with the cursor that leads to it; nothing when its owner does not exist. */
  list<Page extends CursorPage>(
    path: string,
    schema: z.ZodType<Page>,
    options?: { readonly query?: Query; readonly after?: string },
  ): AsyncGenerator<{ readonly page: Page; readonly place: string }>
  /** A list that knows offsets only. */
  offsets<Page extends OffsetPage>(
    path: string,
    schema: z.ZodType<Page>,
  ): AsyncGenerator<{ readonly page: Page }>
  searchUsers(query: Query): Promise<readonly User[]>
}

export function createApi({
  client,
  signal,
  now,
  pace,
  config,
}: Pick<ZendeskContext, 'client' | 'signal' | 'now' | 'pace' | 'config'>): Api {
  const call = { signal, now, pace }
  const api: Api = {
    formerStaff: config.formerStaff,
    async read(path, schema, query = {}) {
      const { status, body } = await client.request('GET', path, { query, ...call })
      if (isMissing(status, body)) return null
      return parse(schema, accepted(status, body))
    },
    async write(method, path, body, options = {}) {
      const answer = await client.request(method, path, { body, ...call, ...options })
      if (isMissing(answer.status, answer.body)) return 'missing'
      if (answer.status === 422) return 'refused'
      accepted(answer.status, answer.body)
      return 'accepted'
    },
    async startJob(path, ids) {
      const query = { ids: ids.join(',') }
      const { status, body } = await client.request('DELETE', path, { query, ...call })
      return parse(Job, accepted(status, body)).job_status.id
    },
    list: (path, schema, { query = {}, after = '' } = {}) =>
      pages({
        from: after,
        read: (cursor) =>
          api.read(path, schema, {
            ...query,
            'page[size]': 100,
            ...(cursor === '' ? {} : { 'page[after]': cursor }),
          }),
        next: ({ meta }) => {
          if (!meta.has_more) return null
          if (meta.after_cursor) return meta.after_cursor
          throw new FailureError(permanent('Zendesk said that a list goes on, but not where'))
        },
      }),
    offsets: (path, schema) =>
      pages({
        from: 1,
        read: (page) => api.read(path, schema, { page, per_page: 100 }),
        next: ({ next_page }, page) => (next_page ? page + 1 : null),
      }),
    async searchUsers(query) {
      const users: User[] = []
      const found = pages({
        from: 1,
        read: (page) => api.read('/api/v2/users/search', UserSearch, { ...query, page, per_page: 100 }),
        next: ({ next_page }, page) => (next_page ? page + 1 : null),
      })
      for await (const { page, place } of found) {
        users.push(...page.users)
        if (place < 10 || !page.next_page) continue
        throw new FailureError(
          permanent('more than 1000 Zendesk users look like the one that was searched for'),
        )
      }
      return users
    },
  }
  return api
}

/** All rows of a list. */
export async function rowsOf<Page, Row>(
  list: AsyncGenerator<{ readonly page: Page }>,
  rows: (page: Page) => readonly Row[],
): Promise<Row[]> {
  const all: Row[] = []
  for await (const { page } of list) all.push(...rows(page))
  return all
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
