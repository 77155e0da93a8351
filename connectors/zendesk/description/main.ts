import { check } from './check.ts'
import { DescriptionError, openDescription } from './description.ts'
import { endpoints } from './endpoints.ts'
import { isGood, textOf } from './print.ts'
import { tellStories } from './stories.ts'
import { known } from './zendesk-known.ts'

const [file] = process.argv.slice(2)
if (file === undefined) {
  stop('Which description? Give the file of Zendesk’s OpenAPI description of its Support API.')
} else {
  try {
    const report = check(openDescription(file), endpoints, await tellStories(), known)
    process.stdout.write(textOf(report))
    process.exitCode = isGood(report) ? 0 : 1
  } catch (error) {
    if (!(error instanceof DescriptionError)) throw error
    stop(error.message)
  }
}

function stop(why: string): void {
  process.stderr.write(`${why}\n`)
  process.exitCode = 2
}
