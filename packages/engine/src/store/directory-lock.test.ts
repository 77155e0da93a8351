import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { hostname, tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { lockDirectory } from './directory-lock.ts'

const taker = fileURLToPath(new URL('../../test/lock-taker.ts', import.meta.url))

let directory: string
let children: ChildProcess[]
let printed: string
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'rechtop-lock-'))
  children = []
  printed = ''
})
afterEach(async () => {
  await Promise.all(children.map(kill))
  await rm(directory, { recursive: true })
})

async function startTaker(): Promise<ChildProcess> {
  const child = fork(taker, [directory], { stdio: ['ignore', 'inherit', 'pipe', 'ipc'] })
  children.push(child)
  child.stderr?.on('data', (text: Buffer) => (printed += text))
  await once(child, 'message')
  return child
}

async function take(child: ChildProcess, how = 'idle'): Promise<string> {
  const answer = once(child, 'message')
  child.send(how)
  return String((await answer)[0])
}

async function kill(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const ended = once(child, 'exit')
  child.kill('SIGKILL')
  await ended
}

async function race(): Promise<void> {
  const racers = await Promise.all(Array.from({ length: 12 }, startTaker))
  const answers = await Promise.all(racers.map((racer) => take(racer)))
  const winner = racers[answers.indexOf('taken')]
  expect(answers.filter((answer) => answer === 'taken')).toHaveLength(1)
  const refusals = new Set(answers.filter((answer) => answer !== 'taken'))
  expect(refusals.size).toBe(1)
  expect([...refusals][0]).toContain(`in use by process ${winner?.pid} on ${hostname()} since 2`)
}

test('of twelve processes that want a fresh folder, one gets it, and the others name that one', race)

test('of twelve that find a dead holder, one gets it, and the others name that one', async () => {
  const dead = await startTaker()
  expect(await take(dead)).toBe('taken')
  await kill(dead)
  await race()
})

test('whatever stands in the files of a folder that nobody holds, it can be taken', async () => {
  for (const text of ['', String(process.pid), '1', 'process 1 on elsewhere']) {
    await writeFile(join(directory, 'rechtop.lock'), text)
    const unlock = await lockDirectory(directory)
    await expect(lockDirectory(directory)).rejects.toThrow(`in use by process ${process.pid} on`)
    await unlock()
  }
})

test('a process gets a folder once, and again after it let go', async () => {
  const unlock = await lockDirectory(directory)
  await expect(lockDirectory(directory)).rejects.toThrow(`in use by process ${process.pid} on`)
  await expect(lockDirectory(join(directory, '.'))).rejects.toThrow('Stop that process')
  expect(await take(await startTaker())).toContain(`in use by process ${process.pid} on`)
  await unlock()
  await unlock()
  expect(await take(await startTaker())).toBe('taken')
  await expect(lockDirectory(directory)).rejects.toThrow(`in use by process ${children[1]?.pid} on`)
})

test('a holder that answers nothing keeps its folder; kill -9 frees it at once', async () => {
  const silent = await startTaker()
  expect(await take(silent, 'block')).toBe('taken')
  await expect(lockDirectory(directory)).rejects.toThrow(`in use by process ${silent.pid} on`)
  silent.kill('SIGSTOP')
  await expect(lockDirectory(directory)).rejects.toThrow(`in use by process ${silent.pid} on`)
  await kill(silent)
  const unlock = await lockDirectory(directory)
  await unlock()
})

test('a lock prints no warning', async () => {
  expect(await take(await startTaker())).toBe('taken')
  expect(printed).toBe('')
})

test('a folder that cannot be locked is not said to be in use', async () => {
  await writeFile(join(directory, 'file'), '')
  await expect(lockDirectory(join(directory, 'file'))).rejects.not.toThrow('in use')
})
