import { once } from 'node:events'
import { createServer, request, type IncomingMessage, type ServerResponse } from 'node:http'
import type { ConformanceSystem } from './conformance-system.ts'
import type { Fault } from './fault.ts'
import { passedOn } from './watch-requests.ts'

/** A gate on a port of this machine before an imitation of an HTTP API: everything passes, until a fault. */
export type HttpGate = Required<Pick<ConformanceSystem, 'fault' | 'heal'>> & {
  /** Where the connector is sent to. */
  readonly origin: string
  close(): Promise<void>
}

/** What changes nothing by itself; a search may come by POST. */
const reads = ['GET', 'HEAD', 'OPTIONS']

export async function openHttpGate(
  upstream: string,
  isWrite: (method: string, path: string) => boolean = (method) => !reads.includes(method),
): Promise<HttpGate> {
  let fault: Fault | null = null
  let [writes, isDown, struck] = [0, false, false]
  const server = createServer((incoming, outgoing) => {
    handle(incoming, outgoing).catch(() => outgoing.destroy())
  })
  async function handle(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const body = Buffer.concat(await incoming.toArray())
    const { method = 'GET', url = '/' } = incoming
    const inside = fault?.kind === 'cut' ? fault.inside : undefined
    if (fault !== null && fault.kind !== 'crash' && inside === undefined) {
      struck = true
      return answerWith(fault, outgoing)
    }
    if (isDown) return void outgoing.destroy()
    const answer = await passOn(upstream, incoming, body)
    const start = inside === undefined ? -1 : answer.body.indexOf(inside)
    if (inside !== undefined && start >= 0) {
      struck = true
      return breakOff(answer, start + Math.floor(inside.byteLength / 2), outgoing)
    }
    if (fault?.kind === 'crash' && isWrite(method, url) && ++writes === fault.afterWrite) {
      isDown = true
      struck = true
    }
    if (isDown) return void outgoing.destroy()
    outgoing.writeHead(answer.status, answer.headers).end(answer.body)
  }
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the gate got no port')
  return {
    origin: `http://127.0.0.1:${address.port}`,
    async fault(next) {
      fault = next
      writes = 0
    },
    async heal() {
      const met = struck
      fault = null
      ;[isDown, struck] = [false, false]
      return met
    },
    async close() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

function answerWith(fault: Exclude<Fault, { kind: 'crash' }>, outgoing: ServerResponse): void {
  if (fault.kind === 'silence') return
  if (fault.kind === 'cut') return void outgoing.destroy()
  const json = { 'content-type': 'application/json' }
  if (fault.kind === 'malformed') return void outgoing.writeHead(200, json).end('{"half":')
  const { status, retryAfter } = fault
  const wait = retryAfter === undefined ? {} : { 'retry-after': String(retryAfter) }
  outgoing.writeHead(status, { ...json, ...wait }).end('{"error":"a fault of the kit"}')
}

/** Sends so much of an answer that it can be read, and then no more. */
function breakOff({ status, headers, body }: Answer, length: number, outgoing: ServerResponse): void {
  const whole = { ...headers, 'content-length': String(body.length) }
  outgoing.writeHead(status, whole).write(body.subarray(0, length))
  setTimeout(() => outgoing.destroy(), 20)
}

type Answer = { readonly status: number; readonly headers: IncomingMessage['headers']; readonly body: Buffer }

async function passOn(upstream: string, incoming: IncomingMessage, body: Buffer): Promise<Answer> {
  const headers = { ...incoming.headers, [passedOn]: '1', connection: 'close' }
  const sent = request(new URL(incoming.url ?? '/', upstream), { method: incoming.method ?? 'GET', headers })
  sent.end(body)
  const answered = Promise.withResolvers<IncomingMessage>()
  sent.once('response', answered.resolve)
  sent.once('error', answered.reject)
  const answer = await answered.promise
  const { 'transfer-encoding': _chunked, connection: _connection, ...kept } = answer.headers
  return { status: answer.statusCode ?? 502, headers: kept, body: Buffer.concat(await answer.toArray()) }
}
