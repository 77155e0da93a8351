import type { Line, Task } from './erase-line.ts'

/** A line that the database has to carry out. */
export type OpenLine = Line & { readonly task: Task }

export function isOpen(line: Line): line is OpenLine {
  return 'change' in line.task
}
