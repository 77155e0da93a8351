import type { Kind } from './connector-options.ts'
import type { PackageFiles } from './package-files.ts'

/** The package.json of a connector, with the packages that its files import. */
export function packageManifest(name: string, kind: Kind, files: PackageFiles): string {
  const imported = Object.entries(files).flatMap(([path, text]) =>
    path.endsWith('.test.ts')
      ? []
      : [...text.matchAll(/ from '((?:@[\w-]+\/)?[\w-]+)/g)].map(([, name]) => name ?? ''),
  )
  const dependencies = [...new Set(imported)].filter((name) => name !== 'node').sort()
  const versions = dependencies.map((name) => [
    name,
    name.startsWith('@rechtop/') ? 'workspace:*' : 'catalog:',
  ])
  const manifest = {
    name: `@rechtop/connector-${name}`,
    version: '0.1.0',
    private: true,
    license: 'Apache-2.0',
    type: 'module',
    exports: {
      '.': './src/index.ts',
      ...(kind === 'sql' ? { './schema.sql': './schema.sql' } : { './fake': `./fake/${name}-fake.ts` }),
    },
    dependencies: Object.fromEntries(versions),
    devDependencies: { vitest: 'catalog:' },
  }
  return `${JSON.stringify(manifest, null, 2)}\n`
}
