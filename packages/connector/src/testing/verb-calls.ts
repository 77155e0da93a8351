import type { Context } from '../connector.ts'
import { readOf, type NamedFile } from './files-of.ts'
import { asked, everyHolding, type Rig } from './rig.ts'
import type { Order } from './whole-plan.ts'

type Verb = 'find' | 'export' | 'erase' | 'readFile'

export const verbsOf = (files: readonly NamedFile[]): readonly Verb[] =>
  files.length === 0 ? ['find', 'export', 'erase'] : ['find', 'export', 'readFile', 'erase']

/** One call of a verb about the target, under a context that differs in something. Throws what the verb throws. */
export async function callVerb(
  verb: Verb,
  rig: Rig,
  orders: readonly Order[],
  [file]: readonly NamedFile[],
  change: Partial<Context<unknown, unknown>>,
): Promise<void> {
  const { connector } = rig
  const context = { ...rig.context, ...change }
  if (verb === 'find') await connector.find([asked(rig.target)], context)
  if (verb === 'erase') await connector.erase(orders, context)
  if (verb === 'readFile' && file !== undefined) {
    const { thrown } = await readOf({ ...rig, context }, file.order)
    if (thrown !== null) throw thrown
  }
  if (verb === 'export') {
    const holdings = everyHolding(connector)
    const asked = orders.map(({ locator }) => ({ locator, holdings }))
    for await (const item of connector.export(asked, context)) void item
  }
}
