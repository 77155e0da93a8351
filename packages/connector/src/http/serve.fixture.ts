import { once } from 'node:events'
import { createServer, type RequestListener } from 'node:http'
import { afterEach, expect } from 'vitest'
import { FailureError } from '../failure.ts'

export const CANARY = 'canary@example.org'
export const json = { 'content-type': 'application/json; charset=utf-8' }

const closers: (() => void)[] = []
afterEach(() => {
  for (const close of closers.splice(0)) close()
})

/** For the tests: a server on this machine until the test ends. */
export async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener).listen(0, '127.0.0.1')
  await once(server, 'listening')
  closers.push(() => {
    server.closeAllConnections()
    server.close()
  })
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  return `http://127.0.0.1:${address.port}`
}

export const answering = (status: number, headers: Record<string, string>, body: string): Promise<string> =>
  serve((_request, response) => response.writeHead(status, headers).end(body))

export const thrownBy = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => null,
    (error: unknown) => error,
  )

/** The failure, which holds none of these texts. */
export async function failureFrom(
  promise: Promise<unknown>,
  secrets: readonly string[] = [CANARY],
): Promise<FailureError['failure'] | undefined> {
  const error = await thrownBy(promise)
  if (!(error instanceof FailureError)) throw new Error('not a FailureError', { cause: error })
  for (const secret of secrets)
    expect(`${error.stack} ${JSON.stringify(error.failure)}`).not.toContain(secret)
  return error.failure
}
