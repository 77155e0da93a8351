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
