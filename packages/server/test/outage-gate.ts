import { once } from 'node:events'
import { connect, createServer, type Server, type Socket } from 'node:net'

/** A port of this machine that leads to a TCP server, until it goes down: then connections break and are refused. */
export type OutageGate = { readonly url: string; down(): Promise<void>; up(): Promise<void> }

export async function openOutageGate(url: string): Promise<OutageGate> {
  const { hostname, port } = new URL(url)
  const sockets = new Set<Socket>()
  const pass = (client: Socket): void => {
    const inner = connect(Number(port), hostname)
    for (const [socket, other] of [
      [client, inner],
      [inner, client],
    ] as const) {
      sockets.add(socket)
      socket.on('error', () => {})
      socket.on('data', (piece: Buffer) => void other.write(piece))
      socket.on('close', () => {
        sockets.delete(socket)
        other.destroy()
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
  return {
    url: outside.href,
    async down() {
      if (!server.listening) return
      server.close()
      for (const socket of sockets) socket.destroy()
      await once(server, 'close')
    },
    async up() {
      server = await listen(address.port)
    },
  }
}
