import type { IncomingMessage, RequestListener } from 'node:http'

/**
 * Lets through only requests that a URL can be made of. The adapter makes one before anything of ours sees the
 * request, and answers what it cannot make with where in the code it failed.
 */
export function readableOnly(answer: RequestListener): RequestListener {
  return (request, response) => {
    if (isReadable(request)) answer(request, response)
    else response.writeHead(400, { connection: 'close', 'content-length': 0 }).end()
  }
}

function isReadable({ url = '', headers: { host = 'localhost' } }: IncomingMessage): boolean {
  // what stands for the end of a host would move a part of it into the path
  return url.startsWith('/') && !/[/\\?#@]/.test(host) && URL.canParse(`http://${host}${url}`)
}
