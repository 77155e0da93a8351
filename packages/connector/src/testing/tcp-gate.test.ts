import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import { openTcpGate } from './tcp-gate.ts'

const closers: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closers.splice(0)) await close()
})

/** A server that remembers what arrived, behind a gate, and a client of it. */
async function open() {
  const arrived: string[] = []
  const server = createServer((socket) => {
    socket.on('data', (piece: Buffer) => {
      arrived.push(piece.toString())
      socket.write('thanks')
    })
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  const gate = await openTcpGate({ host: '127.0.0.1', port: address.port })
  closers.push(gate.close, () => server.close())
  return { arrived, gate }
}

const dial = async (port: number): Promise<Socket> => {
  const socket = connect(port, '127.0.0.1')
  socket.on('error', () => {})
  await once(socket, 'connect')
  return socket
}

/** The answer, or null when the line went down instead. */
async function say(socket: Socket, text: string): Promise<string | null> {
  const answered = new Promise<string>((resolve) =>
    socket.once('data', (piece: Buffer) => resolve(piece.toString())),
  )
  const closed = new Promise<null>((resolve) => socket.once('close', () => resolve(null)))
  socket.write(text)
  return Promise.race([answered, closed])
}

test('an odd step cuts before a piece arrives, an even one after it, and without its answer', async () => {
  for (const [step, expected] of [
    [1, []],
    [2, ['one']],
    [3, ['one']],
    [4, ['one', 'two']],
  ] as const) {
    const { arrived, gate } = await open()
    gate.cutAt(step)
    const socket = await dial(gate.port)
    const first = await say(socket, 'one')
    const second = first === null ? null : await say(socket, 'two')
    expect([first, second], `step ${step}`).toEqual(step <= 2 ? [null, null] : ['thanks', null])
    expect(arrived, `step ${step}`).toEqual(expected)
    expect(gate.open()).toBe(true)
  }
})

test('after the cut nobody gets through, until it is opened again', async () => {
  const { arrived, gate } = await open()
  gate.cutAt(1)
  expect(await say(await dial(gate.port), 'one')).toBeNull()
  expect(await say(await dial(gate.port), 'two')).toBeNull()
  expect(gate.open()).toBe(true)
  expect(await say(await dial(gate.port), 'three')).toBe('thanks')
  expect(arrived).toEqual(['three'])
  expect(gate.open()).toBe(false)
})
