import type { Period } from '@rechtop/schema'
import { z } from 'zod'
import { ConfigError } from '../system/open-systems.ts'
import type { SystemConfig } from '../system/system.ts'
import type { Criterion } from './criterion.ts'

const isPeriod = (text: string): text is Period => /^P[1-9]\d{0,3}[YMD]$/.test(text)

const Criteria = z.array(
  z.strictObject({
    id: z.string().regex(/^[a-z][a-z0-9-]{0,62}$/, 'write it in lower case with dashes'),
    label: z.string().min(1, 'say whom it names'),
    system: z.string(),
    holding: z.string(),
    olderThan: z.custom<Period>(
      (value) => typeof value === 'string' && isPeriod(value),
      'write a period such as P2M: a whole number above 0 of Y, M or D',
    ),
  }),
)

/** Reads the criteria of a configuration. Throws a `ConfigError` that names every place where one can't be used. */
export function parseCriteria(
  given: readonly Criterion[],
  systems: readonly SystemConfig[],
): ReadonlyMap<string, Criterion> {
  const parsed = Criteria.safeParse(given)
  if (!parsed.success) {
    throw unusable(
      parsed.error.issues.map(({ path, message }) => `criteria, "${path.join('.')}": ${message}`),
    )
  }
  const problems = parsed.data.flatMap((criterion, index) => {
    const isSecond = parsed.data.findIndex(({ id }) => id === criterion.id) < index
    const problem = isSecond ? 'two criteria have this id, rename one' : problemOf(criterion, systems)
    return problem === null ? [] : [`criterion "${criterion.id}": ${problem}`]
  })
  if (problems.length > 0) throw unusable(problems)
  return new Map(parsed.data.map((criterion) => [criterion.id, criterion]))
}

function problemOf(criterion: Criterion, systems: readonly SystemConfig[]): string | null {
  const connector = systems.find(({ id }) => id === criterion.system)?.connector
  if (connector === undefined) return `there is no system "${criterion.system}"`
  const holding = Object.hasOwn(connector.holdings, criterion.holding)
    ? connector.holdings[criterion.holding]
    : undefined
  const place = `holding "${criterion.holding}" of system "${criterion.system}"`
  if (holding === undefined) return `there is no ${place}`
  if (connector.due === undefined) return `the connector ${connector.name} can't tell who is due ("due")`
  if (holding.dated === undefined) return `${place} has no date ("dated") to count the term from`
  if (holding.unread !== undefined) return `${place} is never shown, so nobody can see whether it is due`
  if (holding.role === 'processor') return `${place} is held for others, who decide on it`
  return null
}

function unusable(problems: readonly string[]): ConfigError {
  return new ConfigError(`The configuration can't be used:\n- ${problems.join('\n- ')}`)
}
