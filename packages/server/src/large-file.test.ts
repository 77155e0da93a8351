import { fork, type ChildProcess } from 'node:child_process'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { createServer, get, type IncomingMessage } from 'node:http'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { setTimeout as wait } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { startPostgres, type TestPostgres } from '@rechtop/connector/testing'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { z } from 'zod'
import { developmentToken } from '../test/ask.ts'
import { listenOn } from './http/listen.ts'
import { addressOf, hashOf, largeFile, noise, smallFile, type Question } from '../test/large-file.ts'

const authorization = `Bearer ${developmentToken}`
const Ready = z.object({ url: z.string() })
const Memory = z.object({ resident: z.number(), held: z.number() })
const Exported = z.object({ node: z.object({ package: z.object({ downloadPath: z.string() }).nullable() }) })
const Answer = z.object({ data: z.object({ requests: z.object({ edges: z.array(Exported) }) }) })

let postgres: TestPostgres
let child: ChildProcess
let url: string
/** The system that has the files. It sends no faster than it is read. */
const system = createServer((request, response) => {
  const file = [largeFile, smallFile].find((one) => addressOf(one) === request.url)
  void pipeline(Readable.from(noise(file?.bytes ?? 0)), response).catch(() => {})
})
beforeAll(async () => {
  postgres = await startPostgres()
  const { url: origin } = await listenOn(system, 0, '127.0.0.1')
  const script = fileURLToPath(new URL('../test/large-file-server.ts', import.meta.url))
  child = fork(script, [postgres.url, origin], { execArgv: ['--expose-gc'] })
  url = Ready.parse((await once(child, 'message'))[0]).url
})
afterAll(async () => {
  const ended = once(child, 'exit')
  child.kill('SIGKILL')
  await ended
  system.close()
  await postgres.stop()
})

async function askMemory(question: Question): Promise<z.infer<typeof Memory>> {
  const answered = once(child, 'message')
  child.send(question)
  return Memory.parse((await answered)[0])
}

async function ask(query: string): Promise<unknown> {
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { authorization, 'content-type': 'application/json' },
    body: JSON.stringify({ query }),
  })
  return response.json()
}

/** Where the export of this person can be fetched, when it is there. */
async function exported(email: string): Promise<string> {
  await ask(`mutation { subjectExport(input: { subject: { email: "${email}" } }) { errors { code } } }`)
  for (;;) {
    const answer = await ask('{ requests(first: 1) { edges { node { package { downloadPath } } } } }')
    const path = Answer.parse(answer).data.requests.edges[0]?.node.package?.downloadPath
    if (path !== undefined) return path
    await wait(50)
  }
}

/** Fetches the first file, with a rest at so many bytes; answers with its hash. */
async function fetchFile(path: string, restAt: number): Promise<{ bytes: number; hash: string }> {
  const [response]: IncomingMessage[] = await once(
    get(`${url}${path}/files/1`, { headers: { authorization } }),
    'response',
  )
  if (response === undefined) throw new Error('there was no answer')
  const hash = createHash('sha256')
  let [bytes, rested] = [0, false]
  for await (const piece of response) {
    hash.update(piece)
    bytes += piece.length
    if (rested || bytes < restAt) continue
    rested = true
    // long enough to read all of it into memory, if nothing held that back
    await wait(5_000)
  }
  return { bytes, hash: hash.digest('hex') }
}

test('a file of 200 MB passes through with less than 100 MB of memory, both in and out', async () => {
  const { bytes } = smallFile
  expect(await fetchFile(await exported(smallFile.email), bytes + 1)).toEqual({ bytes, hash: hashOf(bytes) })

  const beforeExport = await askMemory('rest')
  const path = await exported(largeFile.email)
  const whileExporting = await askMemory('peak')

  const beforeDownload = await askMemory('rest')
  const file = await fetchFile(path, largeFile.bytes / 40)
  const whileDownloading = await askMemory('peak')

  expect(file).toEqual({ bytes: largeFile.bytes, hash: hashOf(largeFile.bytes) })
  const added = [
    [beforeExport, whileExporting],
    [beforeDownload, whileDownloading],
  ].flatMap(([before, after]) => [
    (after?.resident ?? Infinity) - (before?.resident ?? 0),
    (after?.held ?? Infinity) - (before?.held ?? 0),
  ])
  expect(Math.max(...added)).toBeLessThan(100_000_000)
})
