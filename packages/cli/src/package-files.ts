import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { camelCase, pascalCase } from './spelling.ts'

/** The files of a package: their texts by their paths inside it. */
export type PackageFiles = Readonly<Record<string, string>>

/**
 * The files of a template under the new name. A template is a package that type-checks; its test is named so that
 * nobody runs it here.
 */
export async function filesOfTemplate(folder: URL, name: string): Promise<PackageFiles> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const files = entries.filter((entry) => entry.isFile())
  const read = files.map(async (entry): Promise<[string, string]> => {
    const path = join(entry.parentPath, entry.name)
    const inside = relative(fileURLToPath(folder), path).replaceAll('\\', '/')
    return [renamed(inside, name), renamed(await readFile(path, 'utf8'), name)]
  })
  return Object.fromEntries(await Promise.all(read))
}

function renamed(text: string, name: string): string {
  return text
    .replaceAll('the-system.conformance.ts', `${name}.conformance.test.ts`)
    .replaceAll('the-system', name)
    .replaceAll('theSystem', camelCase(name))
    .replaceAll('TheSystem', pascalCase(name))
}

/** Writes a package into a folder that is not there yet; fails where it is. */
export async function writePackage(folder: string, files: PackageFiles): Promise<void> {
  await mkdir(dirname(folder), { recursive: true })
  await mkdir(folder)
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true })
    await writeFile(join(folder, path), text)
  }
}
