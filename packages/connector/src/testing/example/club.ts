import type { Identifier } from '@rechtop/schema'
import { z } from 'zod'
import type { Connector } from '../../connector.ts'
import { defineConnector } from '../../define-connector.ts'
import type { ExportItem, FileReference } from '../../export.ts'
import { failureOf, FailureError, permanent, unusable } from '../../failure.ts'
import type { Located } from '../../find.ts'
import { createHttpClient, mapConcurrently, type HttpClient } from '../../http/index.ts'
import { ClubConfig, get, photoOf, search, searchAll, type ClubContext } from './club-api.ts'
import { eraseOrder, readable, type ClubLocator } from './club-erase.ts'
import { clubHoldings, type ClubHolding, type ClubHoldings } from './club-holdings.ts'
import { dueVisitors, rectifyOrder, restrictOne, suppressOne, withdrawOrder } from './club-rights.ts'
import { most, type Stored } from './club-server.ts'

/** A small connector over HTTP that is right and offers every right, for mutants to be made of. */
export const club: Connector<ClubConfig, HttpClient, ClubLocator, ClubHoldings> = defineConnector({
  name: 'club',
  contract: 1,
  config: ClubConfig,
  locator: z.strictObject({ person: z.string().regex(/^\d+$/) }),
  identifiers: ['email'],
  holdings: clubHoldings,
  processor: { name: 'The club', country: 'NL' },
  backupHorizon: 'P1D',
  gaps: [],
  concurrency: 2,
  hosts: ({ origin }) => [new URL(origin).host],
  async open({ origin, token }) {
    return createHttpClient({ origin, headers: { authorization: `Bearer ${token}` } })
  },
  async close() {},
  async check(context) {
    try {
      await search(context, 'people', { limit: 1 })
      return []
    } catch (error) {
      context.signal.throwIfAborted()
      return [unusable(failureOf(error))]
    }
  },
  async find(subjects, context) {
    const emails = [
      ...new Set(subjects.flat().flatMap(({ kind, value }) => (kind === 'email' ? [value] : []))),
    ]
    const batches = Array.from({ length: Math.ceil(emails.length / most) }, (_, index) =>
      emails.slice(index * most, (index + 1) * most),
    )
    const found = await mapConcurrently(batches, 2, (email) =>
      Array.fromAsync(searchAll(context, 'people', { where: { email } })),
    )
    return subjects.map((subject) => locatedOf(subject, found.flat()))
  },
  async *export(orders, context) {
    for (const [of, { locator, holdings }] of orders.entries()) {
      for (const holding of names) {
        const page = holdings[holding]
        if (page !== undefined) yield* exportHolding(context, of, locator, holding, page)
      }
    }
  },
  async *readFile({ locator, holding, ref, file }, context) {
    context.signal.throwIfAborted()
    const photo = holding === 'people' && /^\d+$/.test(file) ? await get(context, `/photos/${file}`) : null
    if (photo?.['person'] !== locator.person || ref !== locator.person) throw new FailureError(noSuchFile)
    yield* photoOf(context, photo.id)
  },
  erase: (orders, context) => mapConcurrently(orders, 2, (order) => eraseOrder(order, context)),
  rectify: (orders, context) => mapConcurrently(orders, 2, (order) => rectifyOrder(order, context)),
  restrict: (restrictions, context) => mapConcurrently(restrictions, 2, (one) => restrictOne(one, context)),
  withdrawConsent: (orders, context) => mapConcurrently(orders, 2, (order) => withdrawOrder(order, context)),
  suppress: (suppressions, context) => mapConcurrently(suppressions, 2, (one) => suppressOne(one, context)),
  due: dueVisitors,
})

const noSuchFile = permanent('the member has no such photo')

/** What the club shows. */
const names = ['people', 'notes', 'visits', 'consents'] as const satisfies readonly ClubHolding[]

function locatedOf(subject: readonly Identifier[], people: readonly Stored[]): Located<ClubLocator> {
  const emails = subject.filter(({ kind }) => kind === 'email')
  if (emails.length === 0) return { status: 'unsearchable', needs: ['email'] }
  const matches = people.flatMap((person) => {
    const [first, ...others] = emails.filter(
      ({ value }) => value === String(person['email']).trim().toLowerCase(),
    )
    const restricted = person['restricted'] === true ? ({ restricted: true } as const) : {}
    const match = { locator: { person: person.id }, certainty: 'equal', learned: [], ...restricted } as const
    return first === undefined ? [] : [{ ...match, by: [first, ...others] as const }]
  })
  return matches.length > 0
    ? { status: 'found', matches, referrals: [] }
    : { status: 'absent', by: ['email'] }
}

async function* exportHolding(
  context: ClubContext,
  of: number,
  { person }: ClubLocator,
  holding: ClubHolding,
  { after = '', first = Infinity }: { readonly after?: string; readonly first?: number },
): AsyncGenerator<ExportItem<ClubHoldings>> {
  const where = holding === 'people' ? { id: [person] } : { person: [person] }
  const { type } = clubHoldings[holding]
  let left = first
  for await (const record of searchAll(context, holding, { where }, after)) {
    if (left-- <= 0) return
    const data = Object.fromEntries(type.fields.map((field) => [field, readable(record[field])]))
    // the record type of each holding is what the club stores
    const item = { of, holding, ref: record.id, cursor: record.id, data } as ExportItem<ClubHoldings>
    yield holding === 'people' ? { ...item, files: await photosOf(record, context) } : item
  }
}

async function photosOf({ id: person }: Stored, context: ClubContext): Promise<FileReference[]> {
  const photos = await Array.fromAsync(searchAll(context, 'photos', { where: { person: [person] } }))
  return photos.map(({ id, name }) => {
    return { id, fileName: String(name), contentType: 'image/png', bytes: null }
  })
}
