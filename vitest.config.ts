import { createRequire } from 'node:module'
import { defineConfig } from 'vitest/config'

// graphql 17 has a development build behind an export condition that vitest sets only for inlined code:
// without one fixed file, two copies of graphql meet in one program.
const graphql = createRequire(new URL('./packages/server/package.json', import.meta.url)).resolve('graphql')

export default defineConfig({
  resolve: { alias: [{ find: /^graphql$/, replacement: graphql }] },
  test: {
    include: ['*.test.ts', '{schema,packages,connectors,examples}/**/*.test.ts'],
    globalSetup: ['./examples/mailcamp/src/testing/template.ts'],
    testTimeout: 300_000,
    hookTimeout: 180_000,
    maxWorkers: 2,
  },
})
