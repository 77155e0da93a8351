import type { Engine } from '@rechtop/engine'
import type { Plugin } from 'graphql-yoga'
import { refuse } from '../http/refuse.ts'
import type { Actors } from './use-authentication.ts'

/** Where a finished export is fetched: `GET /requests/:id/package`, with the same tokens as GraphQL. */
export function usePackageDownload(engine: Engine, actors: Actors): Plugin {
  return {
    async onRequest({ request, url, endResponse }) {
      const id = /^\/requests\/([\w-]{1,64})\/package$/.exec(url.pathname)?.[1]
      if (id === undefined) return
      if (actors.get(request)?.scopes.has('subject:export') !== true) {
        endResponse(refuse(403, 'FORBIDDEN', 'Your token does not allow this.'))
      } else if (request.method === 'GET') {
        endResponse(await fetchPackage(engine, id))
      } else {
        endResponse(refuse(405, 'METHOD_NOT_ALLOWED', 'Fetch an export by GET.', { allow: 'GET' }))
      }
    },
  }
}

async function fetchPackage(engine: Engine, id: string): Promise<Response> {
  const text = await engine.requests.download(id)
  if (text === null) return refuse(404, 'NOT_FOUND', 'There is no export here, or it has expired.')
  return new Response(streamOf(text), {
    headers: {
      'content-type': 'application/json; charset=utf-8',
      'content-disposition': `attachment; filename="export-${id}.json"`,
    },
  })
}

/** Takes a piece when there is room for one, so that a large export is never held whole. */
function streamOf(text: AsyncIterable<string>): ReadableStream<Uint8Array> {
  const pieces = text[Symbol.asyncIterator]()
  const encoder = new TextEncoder()
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      const piece = await pieces.next()
      if (piece.done === true) controller.close()
      else controller.enqueue(encoder.encode(piece.value))
    },
    async cancel() {
      await pieces.return?.()
    },
  })
}
