import { failureOf, type Pace } from '@rechtop/connector'
import type { Log } from '../queue/queue.ts'
import type { System, SystemConfig } from './system.ts'

/** A configuration that can't be used. Names system and key; the server does not start. */
export class ConfigError extends Error {
  constructor(message: string) {
    super(message)
    this.name = 'ConfigError'
  }
}

/** What every system gets besides its own configuration. */
export type SystemSurroundings = {
  readonly now: () => Date
  readonly log: Log
  /** A system's rate limits, counted over all workers. */
  paceOf(system: string): Pace
}

/**
 * Opens systems whose configuration was parsed. A client that can't be opened leaves its system failing, and the
 * others work.
 */
export async function openSystems(
  configs: readonly SystemConfig[],
  { now, log, paceOf }: SystemSurroundings,
): Promise<{ systems: ReadonlyMap<string, System>; close: () => Promise<void> }> {
  const systems = new Map<string, System>()
  const closers: (() => Promise<void>)[] = []
  for (const { id, connector, config } of configs) {
    let client: unknown = null
    let failure: System['failure'] = null
    try {
      client = await connector.open(config)
      closers.push(() => connector.close(client))
    } catch (error) {
      failure = failureOf(error)
      log('system-not-opened', { system: id, code: failure.code })
    }
    const report = (event: string, numbers?: Readonly<Record<string, number>>): void =>
      log(event, { system: id, ...numbers })
    const pace = paceOf(id)
    systems.set(id, {
      id,
      connector,
      failure,
      hosts: connector.hosts?.(config) ?? [],
      context: (signal) => ({ config, client, signal, now, log: report, pace }),
    })
  }
  return { systems, close: async () => void (await Promise.allSettled(closers.map((close) => close()))) }
}

/** Parses the configuration of every system. Throws a `ConfigError` that names all problems when one does not parse. */
export function parseSystems(configs: readonly SystemConfig[]): SystemConfig[] {
  const problems: string[] = []
  const seen = new Set<string>()
  const parsed = configs.map(({ id, connector, config, ...rest }) => {
    const { concurrency = 1 } = rest
    if (!Number.isInteger(concurrency) || concurrency < 1) {
      problems.push(`system "${id}", key "concurrency": write a whole number above 0`)
    }
    if (!/^[a-z][a-z0-9-]*$/.test(id)) problems.push(`system "${id}": write its id in lower case with dashes`)
    if (seen.has(id)) problems.push(`system "${id}": two systems have this id, rename one`)
    seen.add(id)
    const result = connector.config.safeParse(config)
    if (result.success) return { id, connector, config: result.data, ...rest }
    for (const issue of result.error.issues) {
      problems.push(
        `system "${id}" (connector ${connector.name}), key "${issue.path.join('.')}": ${issue.message}`,
      )
    }
    return { id, connector, config, ...rest }
  })
  problems.push(...clashingTypes(configs))
  if (problems.length > 0)
    throw new ConfigError(`The configuration can't be used:\n- ${problems.join('\n- ')}`)
  return parsed
}

/** Two connectors may share a record type's name only when they mean the same type. */
function clashingTypes(configs: readonly SystemConfig[]): string[] {
  const first = new Map<string, { schema: string; connector: string }>()
  const problems = new Set<string>()
  for (const { connector } of configs) {
    for (const { type } of Object.values(connector.holdings)) {
      const schema = JSON.stringify(type.schema.toJSONSchema())
      const known = first.get(type.name)
      if (known === undefined) first.set(type.name, { schema, connector: connector.name })
      else if (known.schema !== schema) {
        problems.add(
          `record type "${type.name}" is one thing in connector ${known.connector} and another in ${connector.name}: rename one of them`,
        )
      }
    }
  }
  return [...problems]
}
