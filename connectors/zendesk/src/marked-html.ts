import { decodeHTML } from 'entities'
import { Parser } from 'htmlparser2'

/** A place in HTML where something is put in. */
type Mark = { readonly at: number; readonly text: string }
/** A sign of the text that a reader sees, with where it stands in the HTML; null for the end of a block. */
type Sign = { readonly text: string; readonly at: number; readonly end: number } | null
type Range = readonly [from: number, to: number]

const blocks = /^(?:address|blockquote|br|dd|div|dl|dt|h[1-6]|hr|li|ol|p|pre|table|td|th|tr|ul)$/

/**
 * The HTML of a comment with what has to go marked as Zendesk wants it: texts inside `<redact>`, images and links with
 * the attribute `redact`. `what`: all of it, or what matches in the text as a reader sees it, whatever tags stand in
 * between. Everything else stays as it is, byte for byte, since Zendesk refuses other changes. Null when there is
 * nothing to mark.
 */
export function markedHtml(html: string, what: 'all' | readonly RegExp[]): string | null {
  const marks: Mark[] = []
  const signs: Sign[] = []
  const endBlock = (name: string): void => void (blocks.test(name) && signs.push(null))
  const parser = new Parser(
    {
      ontext() {
        // one by one: a call takes only so many arguments
        for (const sign of signsOf(html.slice(parser.startIndex, parser.endIndex + 1), parser.startIndex)) {
          signs.push(sign)
        }
      },
      onopentag(name, attributes) {
        endBlock(name)
        const goes = what === 'all' ? ['a', 'img'].includes(name) : names(attributes, what)
        if (goes) marks.push({ at: endOfName(html, parser.startIndex, name), text: ' redact' })
      },
      onclosetag: endBlock,
    },
    { decodeEntities: false },
  )
  parser.end(html)
  for (const [from, to] of what === 'all' ? readable(signs) : matching(signs, what)) {
    marks.push({ at: from, text: '<redact>' }, { at: to, text: '</redact>' })
  }
  return marks.length === 0 ? null : withMarks(html, marks)
}

/** An entity is one sign. */
function signsOf(raw: string, start: number): Sign[] {
  return [...raw.matchAll(/&#\d+;?|&#x[\da-f]+;?|&\w+;|[\s\S]/giu)].map(({ 0: text, index }) => ({
    text: text.length > 1 ? decodeHTML(text) : text,
    at: start + index,
    end: start + index + text.length,
  }))
}

/** The stretches of text in one piece in which something can be read. */
function readable(signs: readonly Sign[]): Range[] {
  return stretches(signs)
    .filter((stretch) => stretch.some((sign) => /[^\s▇]/u.test(sign.text)))
    .map(rangeOf)
}

function matching(signs: readonly Sign[], what: readonly RegExp[]): Range[] {
  const text = signs.map((sign) => sign?.text ?? '\n').join('')
  const signAt: number[] = []
  for (const [index, sign] of signs.entries()) {
    for (let unit = 0; unit < (sign?.text ?? '\n').length; unit++) signAt.push(index)
  }
  const hit = new Set<number>()
  for (const pattern of what) {
    for (const { 0: match, index } of text.matchAll(pattern)) {
      for (let unit = index; unit < index + match.length; unit++) hit.add(signAt[unit] ?? -1)
    }
  }
  const marked = signs.map((sign, index) => (hit.has(index) ? sign : null))
  return stretches(marked).map(rangeOf)
}

type Stretch = NonNullable<Sign>[]

/** Signs that stand beside each other in the HTML. */
function stretches(signs: readonly Sign[]): Stretch[] {
  const found: Stretch[] = []
  for (const sign of signs) {
    if (sign === null) continue
    const last = found.at(-1)
    if (last?.at(-1)?.end === sign.at) last.push(sign)
    else found.push([sign])
  }
  return found
}

const rangeOf = (stretch: Stretch): Range => [stretch[0]?.at ?? 0, stretch.at(-1)?.end ?? 0]

/** A link like mailto:anna@example.org says it too. */
function names(attributes: Readonly<Record<string, string>>, what: readonly RegExp[]): boolean {
  return Object.values(attributes).some((value) => {
    const plain = unescaped(decodeHTML(value))
    return what.some((pattern) => plain.search(pattern) >= 0)
  })
}

function unescaped(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

const endOfName = (html: string, start: number, name: string): number =>
  html.indexOf('<', start) + 1 + name.length

function withMarks(html: string, marks: readonly Mark[]): string {
  let marked = ''
  let from = 0
  for (const { at, text } of marks.toSorted((a, b) => a.at - b.at)) {
    marked += html.slice(from, at) + text
    from = at
  }
  return marked + html.slice(from)
}
