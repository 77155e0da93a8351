import type { Phase } from '../store/table.ts'
import { OwnError } from '../own-error.ts'
import type { RequestStatus, WaitReason } from './request.ts'

/** Where a request is: what comes next, and what people are told. */
export type State = { readonly phase: Phase; readonly status: RequestStatus }

type Rule = {
  /** Who makes it happen. */
  readonly by: 'worker' | 'person'
  readonly from: readonly Phase[]
  /** Left out: the phase stays. */
  readonly to?: Phase
  readonly status: RequestStatus
  readonly reason?: WaitReason
}

const searched = ['locate', 'verify', 'export', 'files'] as const
const open = ['locate', 'approve', 'run', 'verify', 'export', 'files', 'decide'] as const

/** All that can happen to a request. docs/states.md says the same in sentences. */
export const rules = {
  begun: { by: 'worker', from: searched, status: 'running' },
  found: { by: 'worker', from: ['locate'], to: 'export', status: 'running' },
  planned: { by: 'worker', from: ['locate', 'verify'], to: 'approve', status: 'awaiting-approval' },
  ordered: { by: 'worker', from: ['locate', 'verify'], to: 'run', status: 'running' },
  'nothing-ordered': { by: 'worker', from: ['locate'], to: 'verify', status: 'running' },
  'under-way': { by: 'worker', from: ['run'], status: 'running' },
  'systems-awaited': { by: 'worker', from: ['run'], status: 'waiting', reason: 'systems-work' },
  'systems-late': { by: 'worker', from: ['run'], status: 'needs-attention', reason: 'systems-late' },
  'carried-out': { by: 'worker', from: ['run'], to: 'verify', status: 'running' },
  'still-shown': { by: 'worker', from: ['verify'], status: 'waiting', reason: 'settling' },
  'left-over': { by: 'worker', from: ['verify'], status: 'needs-attention', reason: 'left-over' },
  undecided: {
    by: 'worker',
    from: ['verify', 'export'],
    to: 'decide',
    status: 'needs-attention',
    reason: 'undecided',
  },
  'records-written': { by: 'worker', from: ['export'], to: 'files', status: 'running' },
  unreachable: { by: 'worker', from: searched, to: 'locate', status: 'waiting', reason: 'unreachable' },
  'unreachable-for-long': {
    by: 'worker',
    from: searched,
    to: 'locate',
    status: 'needs-attention',
    reason: 'unreachable',
  },
  'file-unreachable': { by: 'worker', from: ['files'], status: 'waiting', reason: 'unreachable' },
  'file-unreachable-for-long': {
    by: 'worker',
    from: ['files'],
    status: 'needs-attention',
    reason: 'unreachable',
  },
  troubled: { by: 'worker', from: [...searched, 'run'], status: 'waiting', reason: 'own-trouble' },
  'troubled-for-long': {
    by: 'worker',
    from: [...searched, 'run'],
    status: 'needs-attention',
    reason: 'own-trouble',
  },
  'export-restarted': { by: 'worker', from: ['export', 'files'], to: 'locate', status: 'running' },
  'behind-another': {
    by: 'worker',
    from: ['locate', 'verify'],
    to: 'locate',
    status: 'waiting',
    reason: 'another-request',
  },
  'behind-another-late': {
    by: 'worker',
    from: ['locate', 'verify'],
    to: 'locate',
    status: 'needs-attention',
    reason: 'another-request',
  },
  joined: { by: 'worker', from: ['locate'], to: 'end', status: 'joined' },
  'named-no-more': { by: 'worker', from: ['locate'], to: 'end', status: 'cancelled' },
  verified: { by: 'worker', from: ['verify'], to: 'end', status: 'verified' },
  'ended-incomplete': { by: 'worker', from: ['verify'], to: 'end', status: 'incomplete' },
  completed: { by: 'worker', from: ['files'], to: 'end', status: 'completed' },
  'came-back': { by: 'worker', from: ['end'], to: 'approve', status: 'awaiting-approval' },
  approved: { by: 'person', from: ['approve'], to: 'locate', status: 'running' },
  'match-decided': {
    by: 'person',
    from: ['locate', 'approve', 'verify', 'files', 'decide'],
    to: 'locate',
    status: 'received',
  },
  retried: { by: 'person', from: open, to: 'locate', status: 'received' },
  skipped: { by: 'person', from: open, to: 'locate', status: 'received' },
  cancelled: { by: 'person', from: open, to: 'end', status: 'cancelled' },
} as const satisfies Readonly<Record<string, Rule>>

export type RequestEventKind = keyof typeof rules
type EventWith<Status> = {
  [Kind in RequestEventKind]: (typeof rules)[Kind]['status'] extends Status ? Kind : never
}[RequestEventKind]
/** After these something goes on by itself at a moment that is named. */
export type WaitingEvent = EventWith<'waiting'>

/** A step tried to move a request where its rules do not lead: a fault of ours. */
export class IllegalTransition extends OwnError {
  constructor(kind: RequestEventKind, { phase, status }: State) {
    super(`"${kind}" can't happen to a request that is ${status} (${phase}).`)
    this.name = 'IllegalTransition'
  }
}

/** What becomes of a request. Throws an `IllegalTransition` where the rules do not lead there. */
export function next(state: State, kind: RequestEventKind): State & { readonly reason: WaitReason | null } {
  if (!isPossible(state, kind)) throw new IllegalTransition(kind, state)
  const rule: Rule = rules[kind]
  // until its person was looked for, nothing has begun as people see it
  const isUnseen = kind === 'begun' && state.phase === 'locate' && state.status === 'received'
  const status = isUnseen ? state.status : rule.status
  return { phase: rule.to ?? state.phase, status, reason: rule.reason ?? null }
}

export function isPossible({ phase, status }: State, kind: RequestEventKind): boolean {
  const rule: Rule = rules[kind]
  if (kind === 'came-back') return status === 'verified' || status === 'incomplete'
  return rule.from.includes(phase)
}
