import { Parser } from 'htmlparser2'

/** A place in HTML where something is put in. */
type Mark = { readonly at: number; readonly text: string }

/**
 * The HTML of a comment with what has to go marked as Zendesk wants it: texts inside `<redact>`, images and links with
 * the attribute `redact`. `what`: all of it, or what matches. Everything else stays as it is, byte for byte, since
 * Zendesk refuses other changes. Null when there is nothing to mark.
 */
export function markedHtml(html: string, what: 'all' | readonly RegExp[]): string | null {
  const marks: Mark[] = []
  const parser = new Parser(
    {
      ontext() {
        const start = parser.startIndex
        const raw = html.slice(start, parser.endIndex + 1)
        for (const [from, to] of what === 'all' ? whole(raw) : matching(raw, what)) {
          marks.push({ at: start + from, text: '<redact>' }, { at: start + to, text: '</redact>' })
        }
      },
      onopentag(name, attributes) {
        const goes = what === 'all' ? ['a', 'img'].includes(name) : names(attributes, what)
        if (goes) marks.push({ at: endOfName(html, parser.startIndex, name), text: ' redact' })
      },
    },
    // entities stay as they are written, in one piece with the text around them
    { decodeEntities: false },
  )
  parser.end(html)
  return marks.length === 0 ? null : withMarks(html, marks)
}

type Range = readonly [from: number, to: number]

const whole = (raw: string): Range[] => (/\S/.test(raw.replaceAll('▇', '')) ? [[0, raw.length]] : [])

/** Matches that overlap count as one. */
function matching(raw: string, what: readonly RegExp[]): Range[] {
  const found = what
    .flatMap((pattern) => [...raw.matchAll(pattern)])
    .map((match): Range => [match.index, match.index + match[0].length])
    .toSorted(([a], [b]) => a - b)
  const ranges: Range[] = []
  for (const [from, to] of found) {
    const last = ranges.at(-1)
    if (last !== undefined && from <= last[1]) ranges[ranges.length - 1] = [last[0], Math.max(last[1], to)]
    else ranges.push([from, to])
  }
  return ranges
}

/** A link like mailto:anna@example.org says it too. */
function names(attributes: Readonly<Record<string, string>>, what: readonly RegExp[]): boolean {
  return Object.values(attributes).some((value) => what.some((pattern) => value.search(pattern) >= 0))
}

const endOfName = (html: string, start: number, name: string): number =>
  html.indexOf('<', start) + 1 + name.length

function withMarks(html: string, marks: readonly Mark[]): string {
  let marked = ''
  let from = 0
  for (const { at, text } of marks) {
    marked += html.slice(from, at) + text
    from = at
  }
  return marked + html.slice(from)
}
