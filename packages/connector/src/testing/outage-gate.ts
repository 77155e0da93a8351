import { once } from 'node:events'
import { connect, createServer, type Server, type Socket } from 'node:net'

/** A port of this machine that leads to a TCP server of this machine, and can stop doing so in two ways. */
export type OutageGate = {
  /** The same address, by way of the gate. */
  readonly url: string
  /** Connections break, and new ones are refused. */
  down(): Promise<void>
  /** What is sent from now on never arrives, and nothing comes back, while every connection stays open. */
  stall(): void
  /** New connections get through again. Those that were open during a stall stay dead. */
  up(): Promise<void>
  close(): Promise<void>
}

export async function openOutageGate(url: string): Promise<OutageGate> {
  const { hostname, port } = new URL(url)
  const sockets = new Set<Socket>()
  const dead = new Set<Socket>()
  let isStalled = false
  const pass = (client: Socket): void => {
    const inner = connect(Number(port), hostname)
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
  }
  const listen = async (on: number): Promise<Server> => {
    const server = createServer(pass).listen(on, '127.0.0.1')
    await once(server, 'listening')
    return server
  }
  let server = await listen(0)
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the gate got no port')
  const outside = new URL(url)
  outside.host = `127.0.0.1:${address.port}`
  const down = async (): Promise<void> => {
    if (!server.listening) return
    server.close()
    for (const socket of sockets) socket.destroy()
    await once(server, 'close')
  }
  return {
    url: outside.href,
    down,
    stall() {
      isStalled = true
      for (const socket of sockets) dead.add(socket)
    },
    async up() {
      isStalled = false
      if (!server.listening) server = await listen(address.port)
    },
    close: down,
  }
}
