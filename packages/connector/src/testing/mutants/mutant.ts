import type { AnyConnector } from '../../connector.ts'
import type { Conformance } from '../conformance-system.ts'

/** A connector with one mistake in it. The property named has to fail, with this in its advice. */
export type Mutant = {
  readonly name: string
  readonly killedBy: string
  readonly advice: string
  readonly connector: AnyConnector
  /** Left out where it is the one that the right connector is tried on. */
  readonly system?: Conformance['system']
}
