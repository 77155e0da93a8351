import type { Consent } from './cookiebot-fake.ts'

/** What Cookiebot does not document, and a spreadsheet may change. */
export type DownloadForm = {
  readonly delimiter?: ',' | ';' | '\t'
  readonly encoding?: 'utf8' | 'utf8 with BOM' | 'utf16le with BOM'
  /** The choice in a column for each category, or in one text. */
  readonly choice?: 'columns' | 'text'
  /** How columns are headed, by their usual heading. */
  readonly headings?: Readonly<Record<string, string>>
}

type Column = readonly [heading: string, read: (consent: Consent) => string]

const before: readonly Column[] = [
  ['Date', ({ chosenAt }) => chosenAt.replace('T', ' ').replace(/\.000Z$/, '')],
  ['URL', ({ url }) => url],
  ['User agent', ({ userAgent }) => userAgent],
  ['IP', ({ ipAddress }) => ipAddress],
  ['Consent ID', ({ consentId }) => consentId],
]
const choices: Readonly<Record<'columns' | 'text', readonly Column[]>> = {
  columns: [
    ['Preferences', ({ preferences }) => String(preferences)],
    ['Statistics', ({ statistics }) => String(statistics)],
    ['Marketing', ({ marketing }) => String(marketing)],
  ],
  text: [
    [
      'Consent state',
      ({ preferences, statistics, marketing }) =>
        `necessary:true, preferences:${preferences}, statistics:${statistics}, marketing:${marketing}`,
    ],
  ],
}
const after: readonly Column[] = [
  ['Method', ({ method }) => method],
  ['Region', ({ region }) => region],
]

/** The consent log as the manager gives it. */
export function downloadOf(consents: readonly Consent[], form: DownloadForm): Buffer {
  const { delimiter = ',', encoding = 'utf8 with BOM', choice = 'columns', headings = {} } = form
  const columns = [...before, ...choices[choice], ...after]
  const header = columns.map(([heading]) => headings[heading] ?? heading)
  const lines = [header, ...consents.map((consent) => columns.map(([, read]) => read(consent)))]
  const text = lines.map((line) => `${line.map(quoted).join(delimiter)}\r\n`).join('')
  const mark = encoding === 'utf8' ? '' : '\uFEFF'
  return Buffer.from(mark + text, encoding.startsWith('utf16le') ? 'utf16le' : 'utf8')
}

const quoted = (value: string): string =>
  /[",;\t\r\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value
