import type { Phase } from '../store/table.ts'

/** In these a worker goes on by itself; in the others a person does, or nobody. */
export const workedPhases = ['locate', 'run', 'verify', 'export', 'files'] as const satisfies readonly Phase[]

export function isWorked(phase: Phase): boolean {
  return workedPhases.some((worked) => worked === phase)
}
