import { OwnError } from '../own-error.ts'
import type { RunStatus } from '../request/request.ts'

type Rule = { readonly from: readonly RunStatus[]; readonly to: RunStatus }

const open = ['pending', 'running', 'waiting'] as const

/** All that can happen to a run. docs/states.md says the same in sentences. */
export const runRules = {
  /** A worker begins with it, also after one that died with it. */
  claimed: { from: open, to: 'running' },
  /** The worker has to stop, and had not ended it. */
  'handed-back': { from: ['running'], to: 'pending' },
  /** Some of its lines are open: they have their time. */
  'goes-on-later': { from: ['running'], to: 'waiting' },
  done: { from: ['running'], to: 'done' },
  failed: { from: ['running'], to: 'failed' },
  /** Something went wrong inside Rechtop; it is tried again. */
  troubled: { from: open, to: 'waiting' },
  'troubled-for-long': { from: open, to: 'failed' },
} as const satisfies Readonly<Record<string, Rule>>

export type RunEventKind = keyof typeof runRules

/** A step tried to move a run where its rules do not lead: a fault of ours. */
export class IllegalRunTransition extends OwnError {
  constructor(kind: RunEventKind, status: RunStatus) {
    super(`"${kind}" can't happen to a run that is ${status}.`)
    this.name = 'IllegalRunTransition'
  }
}

/** What becomes of a run. Throws an `IllegalRunTransition` where the rules do not lead there. */
export function nextRunStatus(status: RunStatus, kind: RunEventKind): RunStatus {
  const rule: Rule = runRules[kind]
  if (!rule.from.includes(status)) throw new IllegalRunTransition(kind, status)
  return rule.to
}
