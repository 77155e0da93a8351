import { execFile, spawn } from 'node:child_process'
import { accessSync, constants } from 'node:fs'
import { chmod, chown, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** A MariaDB server of its own, empty, for tests. `stop` also removes its files. */
export type TestMariadb = { readonly url: string; readonly stop: () => Promise<void> }

// a server is seldom in the PATH of somebody who is not root
const usual = ['/usr/sbin', '/usr/bin', '/usr/local/sbin', '/usr/local/bin', '/usr/local/mariadb/bin']

/** The server that this machine has; null when it has none, since npm brings no MariaDB. */
export function mariadbBinary(): string | null {
  return executable('mariadb-install-db') === null ? null : executable('mariadbd')
}

/**
 * Starts a real MariaDB on a free port of 127.0.0.1, from the binaries of this machine. Started by root it runs as
 * `nobody`, since MariaDB refuses to be root.
 */
export async function startMariadb(): Promise<TestMariadb> {
  const binary = mariadbBinary()
  const installer = executable('mariadb-install-db')
  if (binary === null || installer === null) throw new Error('this machine has no MariaDB')
  const folder = await mkdtemp(join(tmpdir(), 'rechtop-mariadb-'))
  const user = process.getuid?.() === 0 ? await nobody() : null
  const data = join(folder, 'data')
  const temporary = join(folder, 'temporary')
  for (const each of [data, temporary]) await mkdir(each, { mode: 0o700 })
  const first = join(folder, 'first.sql')
  await writeFile(first, 'create database if not exists rechtop;\n')
  if (user !== null) {
    await chmod(folder, 0o755)
    for (const each of [data, temporary]) await chown(each, user.uid, user.gid)
  }
  // a server that starts removes the temporary tables that it finds, also those of another one
  const env = { PATH: process.env['PATH'], LC_ALL: 'C', TZ: 'UTC', TMPDIR: temporary }
  const options = { ...user, cwd: folder, env }
  // the option files of the machine belong to another server; the test database would open itself to everybody
  const common = ['--no-defaults', `--datadir=${data}`]
  await run(installer, [...common, '--auth-root-authentication-method=normal', '--skip-test-db'], options)
  const port = await freePort()
  const settings = [
    '--bind-address=127.0.0.1',
    `--port=${port}`,
    `--socket=${join(data, 'socket')}`,
    `--pid-file=${join(data, 'pid')}`,
    `--init-file=${first}`,
    '--skip-name-resolve',
    '--skip-log-bin',
    '--character-set-server=utf8mb4',
    '--collation-server=utf8mb4_general_ci',
    // loose: a version without one of these starts all the same
    '--loose-innodb-flush-log-at-trx-commit=0',
    '--loose-innodb-flush-method=nosync',
  ]
  const server = spawn(binary, [...common, ...settings], { ...options, stdio: ['ignore', 'ignore', 'pipe'] })
  const onExit = (): void => void server.kill('SIGKILL')
  process.once('exit', onExit)
  const ended = new Promise<void>((resolve) => server.once('close', () => resolve()))
  const ready = new Promise<void>((resolve) => {
    server.stderr.on('data', (text: Buffer) => text.includes('ready for connections') && resolve())
  })
  const stop = async (): Promise<void> => {
    process.off('exit', onExit)
    // nothing of it is kept, so it need not tidy up
    server.kill('SIGKILL')
    await ended
    await rm(folder, { recursive: true, force: true })
  }
  const failed = ended.then(() => Promise.reject(new Error('MariaDB ended before it was ready')))
  await Promise.race([ready, failed])
  failed.catch(() => {})
  return { url: `mysql://root@127.0.0.1:${port}/rechtop`, stop }
}

function executable(name: string): string | null {
  const folders = [
    ...(process.env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== ''),
    ...usual,
  ]
  return folders.map((folder) => join(folder, name)).find(isExecutable) ?? null
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}

async function nobody(): Promise<{ uid: number; gid: number }> {
  const [uid, gid] = await Promise.all([run('id', ['-u', 'nobody']), run('id', ['-g', 'nobody'])])
  return { uid: Number(uid.stdout), gid: Number(gid.stdout) }
}

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  await new Promise((resolve) => server.close(resolve))
  if (address === null || typeof address === 'string') throw new Error('no port is free')
  return address.port
}
