import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { EngineRole } from '@rechtop/engine'
import type { Config, OpenConfig } from '@rechtop/server'
import { UsageError } from './usage.ts'

const usualFile = 'rechtop.config.ts'

/** Reads a configuration file, and opens what it opens for this role. */
export async function openConfig(given: string | undefined, role: EngineRole): Promise<OpenConfig> {
  const named = given ?? usualFile
  // where the person stands: a script of pnpm runs in the root
  const file = resolve(process.env['INIT_CWD'] ?? '.', named)
  if (!existsSync(file)) {
    throw new UsageError(`There is no ${named} here: name the configuration with --config <file>`)
  }
  const source = await within(named, async () => defaultOf(await import(pathToFileURL(file).href)))
  if (isConfig(source)) return { config: source, close: () => Promise.resolve() }
  const opened: unknown = await within(named, async () => (isOpener(source) ? source({ role }) : null))
  if (isOpenConfig(opened)) return opened
  throw new UsageError(
    `${named} does not export a configuration: write \`export default defineConfig({ … })\`, or a function that gives { config, close }`,
  )
}

/** What happens inside a company's file is told by its message. */
async function within(named: string, work: () => Promise<unknown>): Promise<unknown> {
  try {
    return await work()
  } catch (error) {
    throw new UsageError(`${named} can't be used: ${error instanceof Error ? error.message : 'unknown'}`)
  }
}

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null

const defaultOf = (module: unknown): unknown =>
  isObject(module) && 'default' in module ? module.default : undefined

/** Told by its keys; the engine says what is wrong inside them. */
const isConfig = (value: unknown): value is Config =>
  isObject(value) && ['systems', 'policy', 'database', 'secret'].every((key) => key in value)

const isOpener = (value: unknown): value is (purpose: { role: EngineRole }) => unknown =>
  typeof value === 'function'

const isOpenConfig = (value: unknown): value is OpenConfig =>
  isObject(value) &&
  'config' in value &&
  isConfig(value.config) &&
  'close' in value &&
  typeof value.close === 'function'
