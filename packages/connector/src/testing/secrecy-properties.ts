import type { Json } from '@rechtop/schema'
import { failureOf } from '../failure.ts'
import { carryOut } from './carry-out.ts'
import type { Property } from './conformance-system.ts'
import { declaredAs } from './declared-host.ts'
import { demand, demandEqual } from './demand.ts'
import { seenNothing, speaksHttp } from './fault-properties.ts'
import { filesUnder, readOf, textsOfFiles } from './files-of.ts'
import { textsIn } from './json-comparison.ts'
import { foundIn, textsOfTarget } from './planted-texts.ts'
import { withRig, type Rig } from './rig.ts'
import { planEverything } from './whole-plan.ts'

/** What must not get out. */
export const secrecyProperties: readonly Property[] = [
  {
    id: 'S1',
    title: 'nothing of the target is in the log or in an error',
    check: (conformance) =>
      withRig(conformance, async (rig) => {
        const ofFiles = textsOfFiles(rig.target).filter((text) => text.length >= 5)
        const texts = [...textsOfTarget(rig), ...ofFiles.map((text) => text.toLowerCase())]
        const leaked = foundIn(await everythingSaid(rig), texts)
        demandEqual(leaked, [], 'logs and errors may hold event names, numbers and literals only')
      }),
  },
  {
    id: 'S2',
    title: 'nothing of the configuration is in the log, in an error or in an address',
    check: (conformance) =>
      withRig(conformance, async (rig) => {
        // words that it says of its own accord (the options that a key has) are no secrets
        const own = refusals(rig, () => '\u0000')
        const secrets = secretsIn(rig.context.config).filter((value) => foundIn(own, [value]).length === 0)
        const said = [...(await everythingSaid(rig)), ...refusals(rig, (value) => `${value} \u0000`)]
        const leaked = foundIn(said, secrets)
        demand(
          leaked.length === 0,
          `${leaked.length} values of the configuration were logged or put into an error`,
        )
        const sent = foundIn(
          rig.requests().map(({ url }) => url.replace(/^\w+:\/\/[^/]*/, '')),
          secrets,
        )
        demand(
          sent.length === 0,
          'a value of the configuration stands in an address: send credentials in a header, since addresses are logged',
        )
      }),
  },
  {
    id: 'S3',
    title: 'only declared hosts are contacted',
    appliesTo: speaksHttp,
    check: (conformance) =>
      withRig(conformance, async (rig) => {
        await everythingSaid(rig)
        const contacted = [...new Set(rig.requests().map(({ host }) => host))]
        demand(contacted.length > 0, seenNothing)
        const others = contacted.filter((host) => declaredAs(host, hostsOf(rig)) === 'not')
        demandEqual(
          others,
          [],
          'these hosts were contacted and are not among "hosts": declare them, or do not follow links there',
        )
      }),
  },
  {
    id: 'S4',
    title: 'nothing of the target is in an address that is requested',
    appliesTo: speaksHttp,
    check: (conformance) =>
      withRig(conformance, async (rig) => {
        await everythingSaid(rig, 'all but files')
        const addresses = rig.requests().map(({ url }) => decodeURIComponent(url.replaceAll('+', ' ')))
        demand(addresses.length > 0, seenNothing)
        demandEqual(
          foundIn(addresses, textsOfTarget(rig)),
          [],
          'these texts stood in an address, which servers and proxies log: send them in a body',
        )
      }),
  },
  {
    id: 'S5',
    title: 'no credentials go to a host that only a wildcard declares',
    appliesTo: speaksHttp,
    check: (conformance) =>
      withRig(conformance, async (rig) => {
        await everythingSaid(rig)
        demand(rig.requests().length > 0, seenNothing)
        const given = rig.requests().flatMap(({ host, headers = {} }) => {
          if (declaredAs(host, hostsOf(rig)) !== 'by wildcard') return []
          return Object.keys(headers).filter((name) => credentials.test(name))
        })
        demandEqual(
          [...new Set(given)],
          [],
          'these headers went to a host that only a wildcard of "hosts" names, where anybody may have an address',
        )
      }),
  },
]

const credentials = /^(?:proxy-)?authorization$|^cookie$|token|secret|api-?key/

const hostsOf = ({ connector, context }: Rig): readonly string[] => connector.hosts?.(context.config) ?? []

/**
 * Uses the connector in all ways, also with what makes it fail, and gives what it logged and threw meanwhile. The
 * address of a file is the system's own choice.
 */
async function everythingSaid(rig: Rig, which: 'all' | 'all but files' = 'all'): Promise<string[]> {
  const locators = await rig.locate(rig.target)
  const [text = ''] = textsOfTarget(rig)
  // an identifier far too long, or with a sign that a database refuses, is how a value gets into an error
  const odd = [`${text}${'\u0000'}`, text.repeat(200)]
  const errors: string[] = []
  const kinds = rig.connector.identifiers
  const subjects = odd.map((value) => kinds.map((kind) => ({ kind, value })))
  await rig.connector.find(subjects, rig.context).catch((thrown: unknown) => errors.push(said(thrown)))
  if (which === 'all') errors.push(...(await saidOfFiles(rig, locators, text)))
  const orders = await planEverything(rig, locators)
  const wrong = orders.map(({ locator, lines }) => ({
    locator,
    lines: lines.map((line) => ('refs' in line.select ? { ...line, select: { refs: [text] } } : line)),
  }))
  const outcomes = await rig.connector.erase(wrong, rig.context).catch((thrown: unknown) => said(thrown))
  const failures = (Array.isArray(outcomes) ? outcomes.flat() : [outcomes]).map((outcome) =>
    // a stale line answers with the refs that it was given
    JSON.stringify(outcome, (key, value: unknown) => (key === 'refs' ? undefined : value)),
  )
  await carryOut(
    rig,
    orders.map(({ locator, lines }) => ({ locator, lines })),
  )
  return [...rig.logged, ...errors, ...failures]
}

/** What reading files, and some that are not there, threw. */
async function saidOfFiles(rig: Rig, locators: readonly Json[], text: string): Promise<string[]> {
  const named = (await filesUnder(rig, locators)).map(({ order }) => order)
  const wrong = named.flatMap((order) => [
    { ...order, file: text },
    { ...order, ref: text },
  ])
  const read = await Promise.all([...named, ...wrong].map((order) => readOf(rig, order)))
  return read.flatMap(({ thrown }) => (thrown === null ? [] : [said(thrown)]))
}

function said(thrown: unknown): string {
  const text =
    thrown instanceof Error ? `${thrown.message} ${thrown.stack} ${String(thrown.cause)}` : String(thrown)
  return `${text} ${JSON.stringify(failureOf(thrown))}`
}

/** The texts of a configuration that are long enough to be told from ordinary words. */
function secretsIn(config: unknown): string[] {
  const values = Object.values(config ?? {}).filter((value) => typeof value === 'string')
  return values.map((value) => value.toLowerCase()).filter((value) => value.length >= 5)
}

/** What `config` says of a configuration in which every text is wrong. */
function refusals({ connector, context }: Rig, spoil: (value: string) => string): string[] {
  const config = Object.fromEntries(
    Object.entries(context.config ?? {}).map(([key, value]) => [
      key,
      typeof value === 'string' ? spoil(value) : value,
    ]),
  )
  return textsIn(connector.config.safeParse(config).error?.issues.map(({ message }) => message) ?? [])
}
