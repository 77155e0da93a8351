import type { Engine } from '@rechtop/engine'
import type { Actor } from '../auth/actor.ts'
import { Incomplete } from './incomplete.ts'
import { createPlanMemory, type PlanMemory } from './plan-memory.ts'
import { createRecordLoader, type RecordLoader } from './record-loader.ts'
import type { StreamLimit } from './stream-limit.ts'
import { createSubjectLoader, type SubjectLoader } from './subject-loader.ts'

/** What the resolvers of one GraphQL request share. */
export type Context = {
  readonly engine: Engine
  readonly actor: Actor
  readonly subjects: SubjectLoader
  readonly records: RecordLoader
  readonly plans: PlanMemory
  readonly incomplete: Incomplete
  /** Shared by all requests of a server. */
  readonly streams: StreamLimit
  /** Ends when whoever asked has gone. */
  readonly signal: AbortSignal
}

export function createContext(
  engine: Engine,
  actor: Actor,
  streams: StreamLimit,
  signal: AbortSignal,
): Context {
  return {
    engine,
    actor,
    subjects: createSubjectLoader(engine, signal),
    records: createRecordLoader(engine, signal),
    plans: createPlanMemory(engine, signal),
    incomplete: new Incomplete(),
    streams,
    signal,
  }
}
