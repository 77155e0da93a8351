import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { startPostgres, type TestPostgres } from '@rechtop/connector/testing'
import { createEngine, type Engine } from '@rechtop/engine'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Said } from './scaffold.ts'

const cli = fileURLToPath(new URL('../src/main.ts', import.meta.url))
const secret = 'a secret of more than thirty-two bytes, for tests'

let folder: string
let postgres: TestPostgres
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rechtop-move-'))
  postgres = await startPostgres()
})
afterAll(async () => {
  await postgres.stop()
  await rm(folder, { recursive: true })
})

const inEnvironment = (argv: readonly string[], variables: Readonly<Record<string, string>>): Promise<Said> =>
  new Promise((done) => {
    const { RECHTOP_DATABASE_URL: _url, RECHTOP_SECRET: _secret, INIT_CWD: _cwd, ...rest } = process.env
    const options = { cwd: folder, env: { ...rest, ...variables } }
    execFile(process.execPath, [cli, ...argv], options, (error, out, said) =>
      done({ code: error === null ? 0 : Number(error.code ?? 1), out, error: said }),
    )
  })

const open = (database: { directory: string } | { url: string }): Promise<Engine> =>
  createEngine({
    systems: [],
    policy: { controller: { name: 'X', contact: 'x@x.example' } },
    database,
    secret,
  })

const url = 'postgres://me:do-not-tell@127.0.0.1:1/x'
const wrong: readonly (readonly [why: string, argv: readonly string[], says: RegExp])[] = [
  ['no folder', ['move', '--to', url], /^Say which folder: move --from <folder>$/],
  ['no database', ['move', '--from', 'data'], /^Say where to: set RECHTOP_DATABASE_URL, or add --to/],
  ['an unknown option', ['move', '--form', 'data'], /^Unknown option '--form': see --help$/],
  ['an address without its option', ['move', url], /^Only --from and --to can be read.*: see --help$/],
  ['a folder that has nothing', ['move', '--from', 'data', '--to', url], /data holds no database of Rechtop/],
  [
    'an address of something else',
    ['move', '--from', 'data', '--to', 'do-not-tell'],
    /^That is no PostgreSQL/,
  ],
]
test.each(wrong)('%s: one sentence, and nothing is made', async (_why, argv, says) => {
  const { code, out, error } = await inEnvironment(argv, {})
  expect({ code, out }).toEqual({ code: 1, out: '' })
  expect(error.trimEnd()).toMatch(says)
  expect(error.trimEnd().split('\n')).toHaveLength(1)
  expect(error).not.toContain('do-not-tell')
  expect(existsSync(join(folder, 'data'))).toBe(false)
})

test('it moves to where the environment says, tells what came over, and which secret is needed', async () => {
  const engine = await open({ directory: join(folder, 'kept') })
  const identifiers = [{ kind: 'email', value: 'sanne@example.nl' } as const]
  const created = await engine.requests.erase({ identifiers, actor: 'test' })
  const busy = await inEnvironment(['move', '--from', 'kept'], { RECHTOP_DATABASE_URL: postgres.url })
  expect(busy).toMatchObject({ code: 1, out: '' })
  expect(busy.error).toMatch(`in use by process ${process.pid} on`)
  await engine.stop()

  const environment = { RECHTOP_DATABASE_URL: postgres.url, RECHTOP_SECRET: secret }
  const other = await inEnvironment(['move', '--from', 'kept'], {
    ...environment,
    RECHTOP_SECRET: 'x'.repeat(40),
  })
  expect(other.error).toMatch(/^The secret does not open what the folder holds/)
  const { code, out, error } = await inEnvironment(['move', '--from', 'kept'], environment)
  expect({ code, error }).toEqual({ code: 0, error: '' })
  expect(out).toContain(`was moved to database "postgres" at 127.0.0.1:${new URL(postgres.url).port}`)
  expect(out).toMatch(/^ {2}request 1$/m)
  expect(out).toContain('run the engine with the same one')
  const again = await inEnvironment(['move', '--from', 'kept'], environment)
  expect(again.error).toContain('kept was moved to PostgreSQL, database "postgres" at 127.0.0.1')

  const moved = await open({ url: postgres.url })
  const id = created.ok ? created.request.id : ''
  expect(await moved.requests.get(id)).toMatchObject({ id, status: 'received' })
  await moved.stop()
})
