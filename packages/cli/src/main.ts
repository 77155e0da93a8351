import { run } from './run.ts'
import { UsageError } from './usage.ts'

try {
  const text = await run(process.argv.slice(2))
  // a system's call that never ends would keep a process that has handed everything over
  process.stdout.write(text, () => process.exit(0))
} catch (error) {
  process.exitCode = 1
  if (!(error instanceof UsageError)) throw error
  process.stderr.write(`${error.message}\n`, () => process.exit(1))
}
