import { renameSync, writeFileSync } from 'node:fs'
import { createRandom, openStateFile } from '@rechtop/connector/fake'
import { downloadOf, type DownloadForm } from './download.ts'

/** An entry of the consent log. */
export type Consent = {
  readonly consentId: string
  /** ISO 8601, UTC. */
  readonly chosenAt: string
  readonly url: string
  readonly userAgent: string
  /** As it is kept: IPv4 without its last 16 bits (help article 360003782654). */
  readonly ipAddress: string
  readonly preferences: boolean
  readonly statistics: boolean
  readonly marketing: boolean
  readonly method: 'explicit' | 'implied'
  readonly region: string
}
/** What is left out gets a plain value. */
export type Seed = readonly Partial<Consent>[]

export type CookiebotFakeOptions = {
  readonly seed?: Seed
  readonly clock?: () => Date
  /** Where the state is kept, so that it outlives the process. */
  readonly file?: string
}

export type CookiebotFake = {
  readonly state: { readonly consents: Consent[] }
  /** A visitor chooses in the banner; gives the entry that is logged. */
  choose(consent?: Partial<Consent>): Consent
  /** What is in the visitor's browser afterwards, as browsers send it. */
  cookieOf(consent: Consent): string
  /** The entries of before a moment leave the log. */
  drop(before: Date): void
  /** Somebody presses Download log, and puts the file into its place. */
  download(path: string, form?: DownloadForm): void
  /** A copy of the whole log. */
  dump(): readonly Consent[]
}

/**
 * A Cookiebot in memory, with the banner and the Download log of its manager; there is no API to imitate.
 *
 * Documented: what an entry holds (help article 360003782654), that the log is downloaded as CSV for one domain and
 * period (360003782734), that the id and the choice stand in the cookie. Observed in cookies that people published: the
 * form of the cookie, and of ids (56 characters of base64). Inferred: headings, order, the form of times, delimiter, byte
 * order mark and quoting of the CSV, and that nothing but the passing of time takes an entry out of the log.
 */
export function createCookiebotFake(options: CookiebotFakeOptions = {}): CookiebotFake {
  const { seed = [], clock = () => new Date() } = options
  const kept = options.file === undefined ? null : openStateFile<{ consents: Consent[] }>(options.file, 1)
  const stored = kept?.read() ?? null
  const state = stored ?? { consents: [] }
  const random = createRandom(state.consents.length)

  function choose(consent: Partial<Consent> = {}): Consent {
    const logged: Consent = {
      consentId: idOf(random),
      chosenAt: clock().toISOString(),
      url: 'https://www.example.org/',
      userAgent: 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko)',
      ipAddress: '203.0.0.0',
      preferences: true,
      statistics: true,
      marketing: false,
      method: 'explicit',
      region: 'nl',
      ...consent,
    }
    state.consents.push(logged)
    kept?.write(state)
    return logged
  }
  if (stored === null) for (const consent of seed) choose(consent)

  return {
    state,
    choose,
    cookieOf({ consentId, preferences, statistics, marketing, method, chosenAt, region }) {
      const choice = `necessary:true%2Cpreferences:${preferences}%2Cstatistics:${statistics}%2Cmarketing:${marketing}`
      return `{stamp:%27${consentId}%27%2C${choice}%2Cmethod:%27${method}%27%2Cver:1%2Cutc:${Date.parse(chosenAt)}%2Cregion:%27${region}%27}`
    },
    drop(before) {
      const stays = state.consents.filter(({ chosenAt }) => new Date(chosenAt) >= before)
      state.consents.splice(0, Infinity, ...stays)
      kept?.write(state)
    },
    download(path, form = {}) {
      // a reader sees the old download or the new one
      writeFileSync(`${path}.part`, downloadOf(state.consents, form))
      renameSync(`${path}.part`, path)
    },
    dump: () => structuredClone(state.consents),
  }
}

function idOf(random: () => number): string {
  const bytes = Array.from({ length: 40 }, () => Math.floor(random() * 256))
  return Buffer.from(bytes).toString('base64')
}
