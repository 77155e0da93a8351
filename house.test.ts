import { globSync, readFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { describe, expect, test } from 'vitest'

/** Who may import whom: the words at the bottom, the contract on them, and only a composition root above all. */
const allowed: readonly (readonly [folder: string, imports: readonly string[]])[] = [
  ['schema', []],
  ['packages/connector', ['@rechtop/schema']],
  ['packages/engine', ['@rechtop/schema', '@rechtop/connector']],
  ['packages/server', ['@rechtop/schema', '@rechtop/connector', '@rechtop/engine']],
  ['packages/cli', ['@rechtop/schema', '@rechtop/connector', '@rechtop/engine', '@rechtop/server']],
  ['connectors/*', ['@rechtop/schema', '@rechtop/connector']],
  [
    'examples/*',
    ['@rechtop/schema', '@rechtop/connector', '@rechtop/engine', '@rechtop/server', '@rechtop/connector-'],
  ],
]

const sourcesOf = (folder: string): string[] =>
  globSync(`${folder}/**/*.ts`, { exclude: (path) => path.includes('node_modules') })
const importsOf = (file: string): string[] =>
  [...readFileSync(file, 'utf8').matchAll(/(?:from|import|import\()\s*'([^']+)'/g)].map(
    ([, specifier]) => specifier ?? '',
  )
const isAllowed = (specifier: string, imports: readonly string[]): boolean =>
  imports.some((name) => specifier === name || specifier.startsWith(name.endsWith('-') ? name : `${name}/`))

describe.each(allowed)('%s', (pattern, imports) => {
  const folders = globSync(`${pattern}/package.json`).map(dirname)
  test('exists', () => expect(folders.length).toBeGreaterThan(0))

  test.each(folders)('%s imports only what it may', (folder) => {
    const foreign = sourcesOf(folder).flatMap((file) =>
      importsOf(file)
        .filter((specifier) => specifier.startsWith('@rechtop/') && !isAllowed(specifier, imports))
        .map((specifier) => `${file} imports ${specifier}`),
    )
    expect(foreign).toEqual([])
  })

  test.each(folders)('%s stays inside its own folder with relative imports', (folder) => {
    const depth = folder.split('/').length
    const outside = sourcesOf(folder).flatMap((file) =>
      importsOf(file)
        .filter((specifier) => (specifier.match(/\.\.\//g) ?? []).length > file.split('/').length - depth - 1)
        .map((specifier) => `${file} imports ${specifier}`),
    )
    expect(outside).toEqual([])
  })

  test.each(folders)('%s declares what it may', (folder) => {
    const manifest: { dependencies?: Record<string, string> } = JSON.parse(
      readFileSync(`${folder}/package.json`, 'utf8'),
    )
    const ours = Object.keys(manifest.dependencies ?? {}).filter((name) => name.startsWith('@rechtop/'))
    expect(ours.filter((name) => !isAllowed(name, imports))).toEqual([])
  })
})

describe('files fit in the head', () => {
  const files = ['schema', 'packages', 'connectors', 'examples', 'bench']
    .flatMap(sourcesOf)
    .filter((file) => !file.endsWith('.test.ts'))
  const lines = files.map((file) => readFileSync(file, 'utf8').split('\n').length).toSorted((a, b) => a - b)

  test('the median is under 90 lines', () => expect(lines[Math.floor(lines.length / 2)]).toBeLessThan(90))
  test('none is above 250', () => expect(lines.at(-1)).toBeLessThanOrEqual(250))
})

test('no source uses any, hides an error from the compiler, or switches a rule off without a reason', () => {
  const offenders = ['schema', 'packages', 'connectors', 'examples', 'bench']
    .flatMap(sourcesOf)
    .filter((file) =>
      /\bas any\b|: any\b|<any>|@ts-(ignore|nocheck)|oxlint-disable(?!.* -- )/.test(
        readFileSync(file, 'utf8'),
      ),
    )
  expect(offenders).toEqual([])
})
