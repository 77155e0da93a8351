import type { Engine } from '@rechtop/engine'
import type { Plugin } from 'graphql-yoga'
import { isOutage, unavailable } from '../graphql/outage.ts'
import { attachmentNamed, mediaTypeOf } from '../http/content-disposition.ts'
import { refuse } from '../http/refuse.ts'
import { cutConnection, streamOf } from '../http/stream-of.ts'
import { logFault, type Logger } from '../log.ts'
import type { Actors } from './use-authentication.ts'

const address = /^\/requests\/([\w-]{1,64})\/package(?:\/files\/([1-9]\d{0,8}))?$/

/**
 * Where a finished export is fetched, with the same tokens as GraphQL: its records at `GET /requests/:id/package`, and
 * the files that they name by number at `GET /requests/:id/package/files/:number`.
 */
export function usePackageDownload(engine: Engine, actors: Actors, logger: Logger): Plugin {
  return {
    async onRequest({ request, url, endResponse, serverContext }) {
      const [, id, number] = address.exec(url.pathname) ?? []
      if (id === undefined) return
      const breakOff: BreakOff = (error) => {
        logFault(logger, error, 'download')
        return cutConnection(serverContext)
      }
      if (actors.get(request)?.scopes.has('subject:export') !== true) {
        endResponse(refuse(403, 'FORBIDDEN', 'Your token does not allow this.'))
      } else if (request.method !== 'GET') {
        endResponse(refuse(405, 'METHOD_NOT_ALLOWED', 'Fetch an export by GET.', { allow: 'GET' }))
      } else {
        const answer =
          number === undefined
            ? fetchPackage(engine, id, breakOff)
            : fetchFile(engine, id, Number(number), breakOff)
        endResponse(await answer.catch(refuseInOutage))
      }
    },
  }
}

function refuseInOutage(error: unknown): Response {
  if (isOutage(error)) return refuse(503, 'UNAVAILABLE', unavailable, { 'retry-after': '1' })
  throw error
}

type BreakOff = (error: unknown) => boolean

async function fetchPackage(engine: Engine, id: string, breakOff: BreakOff): Promise<Response> {
  const text = await engine.requests.download(id)
  if (text === null) return refuse(404, 'NOT_FOUND', 'There is no export here, or it has expired.')
  return new Response(streamOf(text, breakOff), {
    headers: {
      'content-type': 'application/json; charset=utf-8',
      'content-disposition': `attachment; filename="export-${id}.json"`,
    },
  })
}

async function fetchFile(engine: Engine, id: string, number: number, breakOff: BreakOff): Promise<Response> {
  const file = await engine.requests.downloadFile(id, number)
  if (file === null) return refuse(404, 'NOT_FOUND', 'There is no file here, or its export has expired.')
  const { fileName, contentType, bytes, pieces } = file
  return new Response(streamOf(pieces, breakOff), {
    headers: {
      'content-type': mediaTypeOf(contentType),
      'content-length': String(bytes),
      'content-disposition': attachmentNamed(fileName ?? `file-${number}`),
      // a stranger's page stays without effect, even where somebody opens it in place
      'content-security-policy': "default-src 'none'; sandbox",
    },
  })
}
