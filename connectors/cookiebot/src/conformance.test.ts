import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describeConnector, type ConformanceSystem, type Role } from '@rechtop/connector/testing'
import { createCookiebotFake, type Consent } from '../fake/index.ts'
import { cookiebot } from './cookiebot.ts'

const start = Date.parse('2026-01-02T03:04:05.000Z')
/** The neighbour's differs in the case of one letter, which base64 tells apart. */
const ids: Readonly<Record<Role, string>> = {
  target: 'G+6rYDfrzwrZItFRfHCbe8iQIFLhMDCgjBS+/Oq/gZe0Lovh65ODgg==',
  neighbour: 'g+6rYDfrzwrZItFRfHCbe8iQIFLhMDCgjBS+/Oq/gZe0Lovh65ODgg==',
  stranger: 'oJ35SLjkzW4RaUoGqC9nv0TjIDn9KP4raUYB5i2R9p0pT/40h2LtBg==',
}
const networks: Readonly<Record<Role, string>> = {
  target: '198.51.0.0',
  neighbour: '203.0.0.0',
  stranger: '192.0.0.0',
}

const consentOf = (role: Role, nth: number): Partial<Consent> => ({
  consentId: ids[role],
  chosenAt: new Date(start + nth * 60_000).toISOString(),
  url: `https://www.example.org/${role}/${nth}?q="a,b"`,
  userAgent: `Mozilla/5.0 (${role}; device ${nth}) AppleWebKit/537.36 (KHTML, like Gecko)`,
  ipAddress: networks[role],
  statistics: nth % 2 === 0,
  region: `${role}-region`,
})

async function openSystem(): Promise<ConformanceSystem> {
  const folder = await mkdtemp(join(tmpdir(), 'cookiebot-'))
  const fake = createCookiebotFake({ clock: () => new Date(start) })
  return {
    config: async () => ({ log: folder }),
    async plant(role, count = 3) {
      const consents = Array.from({ length: count }, (_, nth) => fake.choose(consentOf(role, nth)))
      fake.download(join(folder, 'www.example.org.csv'))
      return {
        identifiers: [{ kind: 'cookieId', value: ids[role] }],
        records: {
          choices: consents.map(({ consentId, chosenAt, preferences, statistics, marketing }) => ({
            cookieId: consentId,
            chosenAt,
            preferences,
            statistics,
            marketing,
          })),
          logEntries: consents.map(({ chosenAt, url, userAgent, ipAddress, method, region }) => ({
            chosenAt,
            url,
            userAgent,
            ipAddress,
            others: [
              { key: 'Method', value: method },
              { key: 'Region', value: region },
            ],
          })),
        },
      }
    },
    dump: async () => JSON.parse(JSON.stringify(fake.dump())),
    now: () => new Date(start),
    page: 5,
    close: () => rm(folder, { recursive: true }),
  }
}

describeConnector({ connector: cookiebot, system: openSystem })
