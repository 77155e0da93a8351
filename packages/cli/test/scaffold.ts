import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { z } from 'zod'

export const root = fileURLToPath(new URL('../../../', import.meta.url))
const cli = fileURLToPath(new URL('../src/main.ts', import.meta.url))

/** What a program said. */
export type Said = { readonly code: number; readonly out: string; readonly error: string }

/** A folder of this call alone, in which packages resolve, and that no other run of vitest looks into. */
export async function freshFolder(): Promise<{
  readonly folder: string
  readonly remove: () => Promise<void>
}> {
  const parent = await mkdtemp(join(tmpdir(), 'rechtop-cli-'))
  await symlink(resolve(root, 'packages/cli/node_modules'), join(parent, 'node_modules'), 'junction')
  return { folder: join(parent, 'loyalty'), remove: () => rm(parent, { recursive: true, force: true }) }
}

export const rechtop = (...argv: readonly string[]): Promise<Said> => node(cli, argv)

/** The type errors of one package alone. */
export async function typeErrorsIn(folder: string): Promise<string[]> {
  const place = await mkdtemp(join(tmpdir(), 'rechtop-tsc-'))
  const config = {
    extends: resolve(root, 'tsconfig.base.json'),
    include: [folder],
    compilerOptions: {
      incremental: false,
      tsBuildInfoFile: null,
      typeRoots: [resolve(root, 'node_modules/@types')],
    },
  }
  await writeFile(join(place, 'tsconfig.json'), JSON.stringify(config))
  const { out } = await node(binary('typescript', 'tsc'), ['-p', place, '--pretty', 'false'])
  await rm(place, { recursive: true })
  return out.split('\n').filter((line) => line.includes('rechtop-cli-'))
}

const Report = z.object({
  testResults: z.array(
    z.object({
      message: z.string(),
      assertionResults: z.array(
        z.object({ title: z.string(), status: z.string(), failureMessages: z.array(z.string()) }),
      ),
    }),
  ),
})

/** What came of the package's own tests. */
export type Tested = {
  /** Why a file could not be run at all. */
  readonly broken: readonly string[]
  readonly passed: readonly string[]
  readonly failed: readonly { readonly title: string; readonly message: string }[]
}

/** Runs the package's own tests, or those whose title fits. */
export async function testsIn(folder: string, titles = '.*'): Promise<Tested> {
  const report = resolve(folder, '../report.json')
  const argv = ['--root', folder, '--reporter', 'json', '--outputFile', report, '--testTimeout', '150000']
  await node(binary('vitest', 'vitest'), ['run', '--testNamePattern', titles, ...argv])
  const { testResults } = Report.parse(JSON.parse(await readFile(report, 'utf8')))
  const tests = testResults.flatMap(({ assertionResults }) => assertionResults)
  return {
    broken: testResults.map(({ message }) => message).filter((message) => message !== ''),
    passed: tests.filter(({ status }) => status === 'passed').map(({ title }) => title),
    failed: tests
      .filter(({ status }) => status === 'failed')
      .map(({ title, failureMessages: [message = ''] }) => ({
        title,
        message: message.split('\n')[0] ?? '',
      })),
  }
}

/** What the formatter and the linter of the house would change. */
export async function styleProblemsIn(folder: string): Promise<string> {
  const format = await node(binary('oxfmt', 'oxfmt'), [
    '--config',
    join(root, '.oxfmtrc.json'),
    '--check',
    folder,
  ])
  const lint = await node(binary('oxlint', 'oxlint'), ['--config', join(root, '.oxlintrc.json'), folder])
  return [format, lint].map(({ code, out, error }) => (code === 0 ? '' : `${out}${error}`)).join('')
}

const Manifest = z.object({ bin: z.union([z.string(), z.record(z.string(), z.string())]) })

function binary(name: string, command: string): string {
  const path = createRequire(join(root, 'package.json')).resolve(`${name}/package.json`)
  const { bin } = Manifest.parse(createRequire(import.meta.url)(path))
  return resolve(path, '..', typeof bin === 'string' ? bin : (bin[command] ?? ''))
}

function node(program: string, argv: readonly string[]): Promise<Said> {
  // a vitest within a vitest must not take itself for one of its workers
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('VITEST')))
  return new Promise((done) => {
    const options = { cwd: root, env: { ...env, NO_COLOR: '1' }, maxBuffer: 50_000_000 }
    execFile(process.execPath, [program, ...argv], options, (error, out, said) => {
      done({ code: error === null ? 0 : Number(error.code ?? 1), out, error: said })
    })
  })
}
