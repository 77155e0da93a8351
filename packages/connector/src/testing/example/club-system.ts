import type { Json } from '@rechtop/schema'
import type { ConformanceSystem, Planted, Role } from '../conformance-system.ts'
import { openHttpGate } from '../http-gate.ts'
import { digestOf } from './club-api.ts'
import { listenAsClub, most, type ClubServer, type Stored } from './club-server.ts'

export const emails: Readonly<Record<Role, string>> = {
  target: ' Tineke@Example.nl',
  neighbour: 'mar.tineke@example.nl',
  stranger: 'willem@example.com',
}
const token = 'the-token-of-the-club'

/** The club with nobody in it, behind a gate. */
export async function openClub(): Promise<ConformanceSystem> {
  const server = await listenAsClub(token)
  const gate = await openHttpGate(server.origin, (method) => ['PATCH', 'PUT', 'DELETE'].includes(method))
  return {
    config: async () => ({ origin: gate.origin, token }),
    plant: async (role, count = 3) => plant(server, role, count),
    async dump() {
      const lists = Object.entries(server.collections).map(([name, records]) => [name, [...records.values()]])
      return JSON.parse(JSON.stringify(Object.fromEntries(lists)))
    },
    fault: gate.fault,
    heal: gate.heal,
    page: most,
    async resync(role) {
      const digest = digestOf({ kind: 'email', value: emails[role].trim().toLowerCase() }, token)
      if (server.collections['suppressions']?.has(digest) !== true) plant(server, role, 1)
    },
    async close() {
      await gate.close()
      await server.close()
    },
  }
}

function plant({ collections }: ClubServer, role: Role, count: number): Planted {
  const several = Array.from({ length: count }, (_, index) => index + 1)
  const person = write(collections['people'], {
    name: `${role} name`,
    email: emails[role],
    level: 'beginner',
    paid: true,
    tags: [`${role}-tag`],
    restricted: false,
  })
  const { id: _id, restricted: _restricted, ...member } = person
  const photos = several.map((nth) => {
    // no text, so that whoever takes it for one spoils it
    const bytes = Buffer.from([137, 80, 78, 71, 0, 255, nth, ...Buffer.from(`${role} looks like ${nth}`)])
    const photo = { fileName: `${role}-photo-${nth}.png`, bytes }
    write(collections['photos'], {
      person: person.id,
      name: photo.fileName,
      content: bytes.toString('base64'),
    })
    return { holding: 'people', ...photo }
  })
  const entry = { card: `${role}-card` }
  collections['entries']?.set(person.id, { id: person.id, person: person.id, ...entry })
  const timeOf = (day: number): string => new Date(Date.UTC(2018, 0, day)).toISOString()
  const of = (collection: string, fields: (nth: number) => Record<string, Json>): Record<string, Json>[] =>
    several.map((nth) => {
      write(collections[collection], { person: person.id, ...fields(nth) })
      return fields(nth)
    })
  return {
    identifiers: [{ kind: 'email', value: emails[role] }],
    files: photos,
    records: {
      people: [member],
      entries: [entry],
      notes: of('notes', (nth) => ({ text: `${role}-note-${nth}`, writtenAt: timeOf(nth) })),
      visits: of('visits', (nth) => ({ at: timeOf(nth + 40), place: `${role}-place-${nth}` })),
      consents: of('consents', (nth) => ({
        source: `${role}-source-${nth}`,
        status: 'given',
        givenAt: timeOf(nth + 80),
      })),
    },
  }
}

/** Ids of one length, so that they sort as they count. */
function write(records: Map<string, Stored> | undefined, fields: Record<string, Json>): Stored {
  const last = [...(records?.keys() ?? [])].at(-1) ?? '1000'
  const record = { ...fields, id: String(Number(last) + 1) }
  records?.set(record.id, record)
  return record
}
