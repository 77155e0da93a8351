import { createHmac } from 'node:crypto'
import type { Identifier } from '@rechtop/schema'
import { z } from 'zod'
import type { Context } from '../../connector.ts'
import { FailureError, permanent } from '../../failure.ts'
import type { HttpClient } from '../../http/index.ts'
import type { Stored } from './club-server.ts'

export const ClubConfig = z.strictObject({
  origin: z.url(),
  token: z.string().regex(/^\S+$/, 'write the token'),
})
export type ClubConfig = z.infer<typeof ClubConfig>
export type ClubContext = Context<ClubConfig, HttpClient>

const Record = z.looseObject({ id: z.string() }).catchall(z.json())
const Found = z.object({ items: z.array(Record), more: z.boolean() })

/** A record; null when the club says that it has none. */
export async function get(context: ClubContext, path: string): Promise<Stored | null> {
  const { status, body } = await request(context, 'GET', path)
  return status === 404 ? null : parse(Record, body)
}

/** Everything that a search gives, page by page. */
export async function* searchAll(
  context: ClubContext,
  collection: string,
  ask: object,
  after = '',
): AsyncGenerator<Stored> {
  for (let last = after; ;) {
    const page = await search(context, collection, { ...ask, after: last })
    yield* page.items
    const end = page.items.at(-1)
    if (!page.more || end === undefined) return
    last = end.id
  }
}

export async function search(
  context: ClubContext,
  collection: string,
  ask: object,
): Promise<z.infer<typeof Found>> {
  return parse(Found, (await request(context, 'POST', `/${collection}/search`, ask)).body)
}

/** The pieces of a photo. */
export function photoOf({ client, signal, now, pace }: ClubContext, id: string): AsyncGenerator<Uint8Array> {
  return client.file(`/photos/${id}/content`, { signal, now, pace })
}

/** Answers whether it was there. */
export async function write(
  context: ClubContext,
  method: 'PATCH' | 'PUT' | 'DELETE',
  path: string,
  body?: object,
): Promise<boolean> {
  const { status } = await request(context, method, path, body)
  if (status === 409) throw new FailureError(permanent('the club keeps members who still have records'))
  return status !== 404
}

/** Under which a suppressed identifier stands: nobody without the key can try addresses on it. */
export function digestOf({ kind, value }: Identifier, token: string): string {
  return createHmac('sha256', token).update(`${kind} ${value}`).digest('hex')
}

async function request(
  { client, signal, now, pace }: ClubContext,
  method: string,
  path: string,
  body?: object,
): Promise<{ readonly status: number; readonly body: unknown }> {
  const answer = await client.request(method, path, {
    signal,
    now,
    pace,
    ...(body !== undefined && { body }),
  })
  const { status } = answer
  if (status >= 400 && status !== 404 && status !== 409)
    throw new FailureError(permanent('the club refused a request'))
  return answer
}

function parse<Answer>(schema: z.ZodType<Answer>, body: unknown): Answer {
  const { data, success } = schema.safeParse(body)
  if (!success) throw new FailureError(permanent('the club answered in another form than agreed'))
  return data
}
