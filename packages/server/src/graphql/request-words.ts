import type {
  Finding,
  RequestAction,
  RequestError,
  RequestRight,
  RequestStatus,
  RunStatus,
} from '@rechtop/engine'
import type { Builder } from './builder.ts'
import { addEnum } from './vocabulary.ts'

/** The closed sets of words that requests use. */
export type RequestWords = ReturnType<typeof addRequestWords>

export function addRequestWords(builder: Builder) {
  return {
    right: addEnum<RequestRight>(builder, 'RequestRight', 'Which right a request exercises.', {
      access: 'To get one’s data (GDPR art. 15 and 20).',
      erasure: 'To be forgotten (GDPR art. 17).',
    }),
    status: addEnum<RequestStatus>(builder, 'RequestStatus', 'How far a request is.', {
      received: 'It is there; nothing was done yet.',
      'awaiting-approval': 'Its plan is made and waits for a person.',
      running: 'It is being carried out.',
      waiting: 'It goes on by itself later, or a person must say something of a match.',
      'needs-attention': 'Nothing goes on until a person acts: see its findings.',
      verified: 'An erasure that was carried out and looked after. Final.',
      completed: 'An export that is ready. Final.',
      cancelled: 'Stopped by a person. Final.',
    }),
    runStatus: addEnum<RunStatus>(builder, 'RunStatus', 'How far a request is in one system.', {
      pending: 'Not begun.',
      running: 'Being carried out.',
      waiting: 'Tried again at `nextAttemptAt`.',
      done: 'Done, as the system says.',
      verified: 'Done, and we have looked.',
      failed: 'Not possible until a person acts.',
    }),
    action: addEnum<RequestAction>(builder, 'RequestAction', 'What a person can do with a request now.', {
      approve: '`requestApprove`.',
      'decide-match': '`requestDecideMatch`.',
      cancel: '`requestCancel`.',
      retry: '`requestRetry`.',
    }),
    finding: addEnum<Finding['code']>(builder, 'FindingCode', 'What a person must look at.', {
      STILL_THERE: 'It was erased, and is still there.',
      STALE: 'It is not what was approved any more.',
      UNDECIDED: 'The plan does not know what to do with it.',
      UNREACHABLE: 'The system cannot be reached.',
      UNSEARCHABLE: 'The system cannot be searched by what is known.',
      UNVERIFIABLE: 'The system never shows these records: that they go is its word alone.',
      FAILED: 'The system failed.',
      UNSUPPORTED: 'The system cannot do it.',
      PLAN_CHANGED: 'The plan is another one than was approved.',
    }),
    error: addEnum<RequestError['code']>(
      builder,
      'RequestErrorCode',
      'Why a request could not be made or changed.',
      {
        INVALID_IDENTIFIER: 'An identifier cannot be searched for.',
        NO_IDENTIFIER: 'Nobody is named.',
        NOT_FOUND: 'There is no such request.',
        PLAN_STALE: 'The plan has changed since: look at it again.',
        IDEMPOTENCY_KEY_REUSED: 'The key was used with another input.',
        NOT_POSSIBLE_NOW: 'The request does not allow that now: see its available actions.',
        UNKNOWN_MATCH: 'The request has no such match.',
        INVALID_INPUT: 'A value cannot be used.',
      },
    ),
  }
}
