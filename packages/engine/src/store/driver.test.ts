import { createServer } from 'node:net'
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { sql } from 'drizzle-orm'
import { expect, test } from 'vitest'
import { openPostgres } from './open-postgres.ts'

/** Lets anybody in, and hangs up at the first query of a connection: the driver's own, about the types of arrays. */
async function openHangingUp(): Promise<{ url: string; hungUp: () => number; close: () => void }> {
  let hungUp = 0
  const message = (kind: string, body: readonly number[]): Buffer =>
    Buffer.from([kind.charCodeAt(0), 0, 0, 0, body.length + 4, ...body])
  const server = createServer((socket) => {
    socket.on('error', () => {})
    socket.once('data', () => {
      socket.write(Buffer.concat([message('R', [0, 0, 0, 0]), message('Z', ['I'.charCodeAt(0)])]))
      socket.once('data', () => {
        hungUp++
        socket.destroy()
      })
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  return { url: `postgres://kit@127.0.0.1:${port}/kit`, hungUp: () => hungUp, close: () => server.close() }
}

test('a connection that closes while the driver reads its types leaves no rejection that nobody catches', async () => {
  const server = await openHangingUp()
  const uncaught: unknown[] = []
  const note = (reason: unknown): void => void uncaught.push(reason)
  process.on('unhandledRejection', note)
  const database = openPostgres(server.url, 1000)
  try {
    await expect(database.write(async (one) => one.execute(sql`select 1`))).rejects.toThrow()
    await database.close()
    await sleep(50)
  } finally {
    process.off('unhandledRejection', note)
    server.close()
  }
  expect(server.hungUp()).toBeGreaterThan(0)
  expect(uncaught).toEqual([])
})
