export { createEngine, type EngineOptions, type EngineRole } from './create-engine.ts'
export type { Criterion, DuePage, DueSubject } from './criterion/criterion.ts'
export type { Engine, Read, ReadOrder } from './engine.ts'
export type { PlanChange } from './plan/difference.ts'
export type { Plan, PlanAction, PlanGap, PlanLine } from './plan/plan.ts'
export { OwnError } from './own-error.ts'
export { Policy } from './policy/policy.ts'
export type { Batch, BatchFailure, BatchResult, EraseMany } from './request/batch.ts'
export {
  requestStatuses,
  type CreateAccess,
  type CreateErasure,
  type Finding,
  type PackageFile,
  type Request,
  type RequestAction,
  type RequestActing,
  type RequestError,
  type RequestEvent,
  type RequestPackage,
  type RequestPage,
  type RequestResult,
  type RequestRight,
  type Requests,
  type RequestStatus,
  type Run,
  type RunStatus,
  type WaitReason,
} from './request/request.ts'
export type { RequestEventKind } from './request/transition.ts'
export {
  ownMatches,
  type LocatedSubject,
  type MatchDecisions,
  type MatchStanding,
  type SubjectInSystem,
  type SubjectMatch,
} from './subject/located.ts'
export { lockDirectory } from './store/directory-lock.ts'
export type { DatabaseConfig } from './store/database.ts'
export { moveDatabase, type Moved, type MoveOptions } from './store/move.ts'
export { defineSystem } from './system/define-system.ts'
export { ConfigError } from './system/open-systems.ts'
export type { System, SystemConfig } from './system/system.ts'
