import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'

/** A gate before a TCP server of this machine that can swallow all bytes while every connection stays open. */
export type StallingGate = {
  /** The same address, by way of the gate. */
  readonly url: string
  /** What is sent from now on never arrives, and nothing comes back: also on connections that are made now. */
  stall(): void
  /** New connections get through again. Those that were open during the stall stay dead. */
  open(): void
  close(): Promise<void>
}

export async function openStallingGate(url: string): Promise<StallingGate> {
  const upstream = new URL(url)
  const sockets = new Set<Socket>()
  const dead = new Set<Socket>()
  let isStalled = false
  const server = createServer((client) => {
    const inner = connect(Number(upstream.port), upstream.hostname)
    for (const [socket, other] of [
      [client, inner],
      [inner, client],
    ] as const) {
      sockets.add(socket)
      if (isStalled) dead.add(socket)
      socket.setNoDelay(true)
      socket.on('error', () => {})
      socket.on('data', (piece: Buffer) => void (dead.has(socket) || other.write(piece)))
      socket.on('close', () => {
        sockets.delete(socket)
        if (!dead.has(socket)) other.destroy()
      })
    }
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the gate got no port')
  const outside = new URL(url)
  outside.host = `127.0.0.1:${address.port}`
  return {
    url: outside.href,
    stall() {
      isStalled = true
      for (const socket of sockets) dead.add(socket)
    },
    open() {
      isStalled = false
    },
    async close() {
      for (const socket of sockets) socket.destroy()
      server.close()
      await once(server, 'close')
    },
  }
}
