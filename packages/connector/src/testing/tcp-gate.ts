import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'

/**
 * A gate on a port of this machine before a server that is reached by TCP. After so many pieces from the client it cuts
 * everything off: pieces with an odd number before they are passed on, those with an even number after.
 */
export type TcpGate = {
  readonly port: number
  /** Cuts at the step number so-and-so from now: two steps for each piece. */
  cutAt(step: number): void
  /** Lets everything pass again; answers whether it was cut. */
  open(): boolean
  /** How many pieces came from the client so far. */
  pieces(): number
  close(): Promise<void>
}

export async function openTcpGate(upstream: {
  readonly host: string
  readonly port: number
}): Promise<TcpGate> {
  let [left, isCut, seen] = [Infinity, false, 0]
  const sockets = new Set<Socket>()
  const cutAll = (): void => {
    isCut = true
    for (const socket of sockets) socket.destroy()
  }
  const server = createServer((client) => {
    const inner = connect(upstream.port, upstream.host)
    for (const socket of [client, inner]) {
      sockets.add(socket)
      socket.setNoDelay(true)
      socket.on('error', () => {})
      socket.on('close', () => {
        sockets.delete(socket)
        client.destroy()
        inner.destroy()
      })
    }
    if (isCut) return void client.destroy()
    client.on('data', (piece: Buffer) => {
      seen += 1
      left -= 1
      if (left === 0) return cutAll()
      inner.write(piece)
      left -= 1
      // what was passed on has to arrive before the line goes down
      if (left === 0) setTimeout(cutAll, 50)
    })
    inner.on('data', (piece: Buffer) => {
      if (left > 0) client.write(piece)
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the gate got no port')
  return {
    port: address.port,
    cutAt(step) {
      left = step
    },
    open() {
      const wasCut = isCut
      left = Infinity
      isCut = false
      return wasCut
    },
    pieces: () => seen,
    async close() {
      for (const socket of sockets) socket.destroy()
      server.close()
      await once(server, 'close')
    },
  }
}
