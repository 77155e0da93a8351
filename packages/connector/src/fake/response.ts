import { ReadableStream } from 'node:stream/web'
import { HttpResponse } from 'msw'
import type { Answer } from './route.ts'

/** The answer as a response. An answer's JSON is a copy: the caller never holds a piece of the state. */
export function toResponse({ status, body, text, bytes, headers = {} }: Answer): Response {
  const init = { status, headers }
  if (bytes !== undefined) return new HttpResponse(ReadableStream.from(bytes), init)
  if (text !== undefined) return HttpResponse.text(text, init)
  if (body === undefined) return new HttpResponse(null, init)
  return HttpResponse.json(JSON.parse(JSON.stringify(body)), init)
}

/** The connection breaks. */
export const cutOff = (): Response => HttpResponse.error()

/** An answer that says that all is well and ends in the middle, as behind a proxy that gave up. */
export async function tornOff(whole: Response): Promise<Response> {
  if (whole.body === null) return whole
  const { status, headers } = whole
  const text = await whole.text()
  const kept = new Headers(headers)
  kept.delete('content-length')
  return new HttpResponse(text.slice(0, Math.ceil(text.length / 2)), { status, headers: kept })
}
