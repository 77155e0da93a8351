import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { relative, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { filesFromDatabase } from './from/files-from-database.ts'
import { readConnectorOptions, type ConnectorOptions } from './connector-options.ts'
import { filesOfTemplate, writePackage, type PackageFiles } from './package-files.ts'
import { packageManifest } from './package-manifest.ts'
import { UsageError } from './usage.ts'

const root = fileURLToPath(new URL('../../../', import.meta.url))

/** Makes a package that type-checks, does nothing yet, and says in its tests what it lacks. */
export async function newConnector(argv: readonly string[]): Promise<string> {
  const options = readConnectorOptions(argv)
  const folder = folderOf(options)
  // before a database is asked: nothing is done for a folder that can't be written
  if (existsSync(folder)) {
    throw new UsageError(`${shown(folder)} exists: choose another name, or another folder with --into`)
  }
  const files = await filesOf(options)
  await writePackage(folder, files)
  await format(folder)
  return report(options, folder, files)
}

function folderOf({ name, into }: ConnectorOptions): string {
  // where the person stands: a script of pnpm runs in the root
  return into === null ? resolve(root, 'connectors', name) : resolve(process.env['INIT_CWD'] ?? '.', into)
}

async function filesOf({ name, kind, from, schemas }: ConnectorOptions): Promise<PackageFiles> {
  const template = await filesOfTemplate(new URL(`../template/${kind}/`, import.meta.url), name)
  const pulled = from === null ? {} : await filesFromDatabase(name, from, schemas)
  const files = { ...template, ...pulled }
  return { 'package.json': packageManifest(name, kind, files), ...files }
}

function report({ name, kind }: ConnectorOptions, folder: string, files: PackageFiles): string {
  const at = shown(folder)
  const paths = Object.keys(files).toSorted()
  return `${at} is there:
${paths.map((path) => `  ${path}`).join('\n')}

It does nothing yet. Next:
  1. npx -y pnpm@12 install
  2. npx -y pnpm@12 exec vitest run ${at}
     fails, and lists what is missing
  3. Write ${at}/src/${name}.ts, and take each line that is decided out of src/undecided.ts.
     docs/write-a-connector.md explains the parts${kind === 'http' ? ', docs/write-an-http-connector.md the road' : ''}.
`
}

/** As the house writes. Names of another length break lines elsewhere; without the formatter they stay as they are. */
async function format(folder: string): Promise<void> {
  const formatter = resolve(root, 'node_modules/oxfmt/bin/oxfmt')
  if (!existsSync(formatter)) return
  const options = ['--config', resolve(root, '.oxfmtrc.json'), '--no-error-on-unmatched-pattern', '.']
  await promisify(execFile)(process.execPath, [formatter, ...options], { cwd: folder })
}

const shown = (folder: string): string => relative(root, folder) || folder
