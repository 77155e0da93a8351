import { run } from './run.ts'
import { UsageError } from './usage.ts'

try {
  process.stdout.write(await run(process.argv.slice(2)))
} catch (error) {
  process.exitCode = 1
  if (!(error instanceof UsageError)) throw error
  process.stderr.write(`${error.message}\n`)
}
