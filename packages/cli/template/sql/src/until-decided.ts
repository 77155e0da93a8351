import { FailureError, permanent, type Connector, type Holdings } from '@rechtop/connector'
import { undecided } from './undecided.ts'

/**
 * The connector, or while something is undecided one that only refuses: proposals are no facts to erase by. With the
 * last line of `undecided`, this file can go as well.
 */
export function untilDecided<Config, Client, Locator, H extends Holdings>(
  connector: Connector<Config, Client, Locator, H>,
): Connector<Config, Client, Locator, H> {
  if (undecided.length === 0) return connector
  const { name, contract, config, locator, identifiers, holdings, processor, backupHorizon, gaps } = connector
  return {
    name,
    contract,
    config,
    locator,
    identifiers,
    holdings,
    processor,
    backupHorizon,
    gaps,
    open: (config) => connector.open(config),
    close: (client) => connector.close(client),
    check: async () => refuse(),
    find: async () => refuse(),
    export: refuse,
    erase: async () => refuse(),
  }
}

function refuse(): never {
  throw new FailureError(permanent('not written yet: src/undecided.ts says what a person has to decide'))
}
