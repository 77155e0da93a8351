import type { Line, Report } from './check.ts'

export const isGood = ({ lines, strange }: Report): boolean =>
  strange.length === 0 && lines.every(({ differences }) => differences.length === 0)

/** One line for each endpoint, what differs below it, and the sum. */
export function textOf(report: Report): string {
  const { lines, strange, stale } = report
  const differing = lines.filter(({ differences }) => differences.length > 0)
  const gaps = lines.filter(({ gap }) => gap !== null)
  const similar = gaps.filter(({ gap }) => gap?.like !== undefined)
  const sum = [
    count(lines.length, 'endpoint'),
    `${differing.length} with differences`,
    `${gaps.length} not in the description (${similar.length} held against a similar one)`,
    `${stale.length} to take off the lists of what is known`,
  ]
  return [
    ...lines.flatMap(linesOf),
    ...strange.map((call) => `differs  ${call} is no endpoint that is listed`),
    ...stale,
    '',
    `${sum.join(', ')}.`,
    '',
  ].join('\n')
}

const count = (number: number, one: string): string => `${number} ${one}${number === 1 ? '' : 's'}`

function linesOf({ endpoint, answers, fields, gap, differences }: Line): string[] {
  const verdict = differences.length > 0 ? 'differs' : gap === null ? 'ok' : 'gap'
  const like = gap?.like === undefined ? '' : `, held against ${gap.like}`
  const facts =
    gap === null
      ? `${count(answers, 'answer')}, ${count(fields, 'field')}`
      : `not in the description: ${gap.source}${like}`
  return [
    `${verdict.padEnd(8)} ${endpoint.padEnd(58)} ${facts}`,
    ...differences.map((difference) => `           ${difference}`),
  ]
}
