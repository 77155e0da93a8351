import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  createEngine,
  type Engine,
  type EngineOptions,
  type LocatedSubject,
  type Plan,
  type Request,
  type RequestResult,
} from '@rechtop/engine'
import type { Identifier } from '@rechtop/schema'
import { mailcamp } from '../../rechtop.config.ts'
import { forget, openSurroundings, type OpenSurroundings, type SurroundingsOptions } from '../surroundings.ts'
import { dumpSystems, type Dump } from '../systems/index.ts'
import { copyTemplate, people, today } from './template.ts'

/** The example company in a folder of its own, with an engine that works. */
export type Company = {
  readonly engine: Engine
  readonly surroundings: OpenSurroundings
  /** The subject, live over every system. */
  locate(...identifiers: Identifier[]): Promise<LocatedSubject>
  /** What an erasure of this subject would do. */
  plan(subject: LocatedSubject): Promise<Plan>
  /** Everything in all four systems, behind Rechtop's back. */
  dump(): Promise<Dump>
  /** The request when nothing goes on by itself any more, or when `until` holds. */
  settled(result: RequestResult, until?: (request: Request) => boolean): Promise<Request>
  close(): Promise<void>
}

export type CompanyOptions = Partial<SurroundingsOptions> & {
  /** Changes the configuration before the engine starts. */
  readonly configure?: (options: EngineOptions) => EngineOptions
  /** The same, for what takes time. */
  readonly open?: (options: EngineOptions) => Promise<EngineOptions>
  /** Changes what the configuration is given. */
  readonly surround?: (surroundings: OpenSurroundings) => OpenSurroundings
}

export async function openCompany({
  configure = (same) => same,
  surround = (same) => same,
  open = (same) => Promise.resolve(same),
  ...options
}: CompanyOptions = {}): Promise<Company> {
  const directory = await mkdtemp(join(tmpdir(), 'mailcamp-'))
  if (options.systemsUrl === undefined) await copyTemplate(directory)
  const delays = { job: 20, permanent: 50 }
  const surroundings = await openSurroundings({ directory, people, today, delays, ...options })
  const { systems, policy, criteria = [], database, secret } = mailcamp(surround(surroundings))
  const engine = await createEngine(await open(configure({ systems, policy, criteria, database, secret })))
  await engine.start()
  return {
    engine,
    surroundings,
    locate: async (...identifiers) => only(await engine.locate([{ identifiers }])),
    plan: async (subject) => only(await engine.plans([subject])),
    dump: async () => {
      const dumps = await Promise.all(surroundings.behind.map(dumpSystems))
      const { users, identities, tickets } = surroundings.fakes.zendesk.dump()
      const lines = (rows: readonly unknown[]): string[] => rows.map((row) => JSON.stringify(row)).toSorted()
      const zendesk = { users: lines(users), identities: lines(identities), tickets: lines(tickets) }
      return Object.assign({}, ...dumps, zendesk)
    },
    settled: async (result, until = isQuiet) => {
      if (!result.ok) throw new Error(`refused: ${result.errors.map(({ code }) => code).join(', ')}`)
      for await (const request of engine.requests.watch(result.request.id, AbortSignal.timeout(120_000))) {
        if (until(request)) return request
      }
      throw new Error('the request did not settle in time')
    },
    close: async () => {
      await engine.stop()
      await surroundings.close()
      await forget(directory)
    },
  }
}

const goingOn = ['received', 'running', 'waiting']
const isQuiet = ({ status }: Request): boolean => !goingOn.includes(status)

function only<T>(items: readonly T[]): T {
  const [item] = items
  if (item === undefined) throw new Error('one was asked for, none was answered')
  return item
}
