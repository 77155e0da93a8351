import { quoted } from './print-record-types.ts'

/** The file of what a person has to decide. */
export function printUndecided(questions: readonly string[]): string {
  return `/**
 * What a person still has to decide. Each is a failing test, and while there is one the connector does nothing. Take a
 * line out when it is decided: nothing was looked at but the names of tables and columns.
 */
export const undecided: readonly string[] = [
${questions.map((question) => `  ${quoted(question)},`).join('\n')}
]
`
}
