import type { Engine, LocatedSubject, MatchDecisions } from '@rechtop/engine'
import type { Identifier } from '@rechtop/schema'
import DataLoader from 'dataloader'

export type SubjectAsk = { readonly identifiers: readonly Identifier[]; readonly decisions?: MatchDecisions }
export type SubjectLoader = DataLoader<SubjectAsk, LocatedSubject, string>

/** Finds people: all that one tick of one request asks for in one call. */
export function createSubjectLoader(engine: Engine, signal: AbortSignal): SubjectLoader {
  return new DataLoader<SubjectAsk, LocatedSubject, string>((asks) => engine.locate(asks, signal), {
    cacheKeyFn: (ask) => JSON.stringify(ask),
  })
}
