import type { Category, RecordType } from '@rechtop/schema'
import type { SubjectList } from '../catalogue.ts'
import { readsSubjects } from '../guard.ts'
import { MatchIds } from '../input/text.ts'
import type { Kit } from '../kit.ts'
import type { RecordRef } from '../record.ts'
import { Refusal } from '../refusal.ts'
import { readRecordList } from '../read/record-list.ts'
import { defaultPageSize, largestPage, readRecordPage } from '../read/record-page.ts'

/** A list is taken to have this many items when the cost of a query is estimated. */
const usualListLength = 10
const costOfRead = 5
const costOfPlan = 50

/** The person: a list per record type, all records, the systems, and what an erasure would do. */
export function addSubject(kit: Kit, records: ReadonlyMap<string, RecordRef>): void {
  const { builder, words, catalogue } = kit
  const recordConnection = addRecordConnection(kit, 'PersonalRecord', 'PersonalRecord')
  builder.objectType('Subject', {
    description: 'A person, known by identifiers, as all systems hold them now.',
    authScopes: readsSubjects,
    fields: (t) => ({
      systems: t.field({
        type: ['SubjectInSystem'],
        complexity: { multiplier: usualListLength },
        description: 'What each system says of this person.',
        resolve: ({ systems }) => [...systems],
      }),
      records: t.field({
        type: recordConnection,
        nullable: true,
        description:
          'Everything that is held of this person, whatever its type. Null when nothing could be read.',
        args: {
          first: t.arg.int({
            description: `How many: ${defaultPageSize} when left out, ${largestPage} at most.`,
          }),
          after: t.arg.string({ description: 'The cursor to go on from.' }),
          category: t.arg({
            type: [words.category],
            description: 'Only records with data of one of these categories.',
          }),
          system: t.arg.idList({ description: 'Only records of these systems.' }),
        },
        complexity: pageCost,
        resolve: (subject, { category, system, ...page }, context) =>
          readRecordPage(
            context,
            subject,
            catalogue.holdings.filter(
              (place) =>
                (!system || system.includes(place.system)) &&
                (!category || category.some((one) => hasCategory(place.holding.type, one))),
            ),
            page,
          ),
      }),
      erasurePlan: t.field({
        type: 'Plan',
        nullable: true,
        complexity: { field: costOfPlan },
        description: 'What an erasure would do now, line by line, and why. It changes nothing.',
        args: {
          confirmed: t.arg.idList({ description: 'Possible matches that are this person.' }),
          rejected: t.arg.idList({ description: 'Possible matches that are not.' }),
        },
        resolve: async (subject, { confirmed, rejected }, { plans, subjects }) => {
          if (!confirmed?.length && !rejected?.length) return plans.planOf(subject)
          const decisions = {
            confirmed: matchesOf(confirmed, 'confirmed'),
            rejected: matchesOf(rejected, 'rejected'),
          }
          return plans.planOf(await subjects.load({ identifiers: subject.identifiers, decisions }))
        },
      }),
    }),
  })
  for (const list of catalogue.lists) {
    const type = records.get(list.type.name)
    if (type !== undefined) addList(kit, list, type)
  }
}

function matchesOf(ids: readonly string[] | null | undefined, field: string): readonly string[] {
  const parsed = MatchIds.safeParse(ids ?? [])
  if (parsed.success) return parsed.data
  throw new Refusal('BAD_USER_INPUT', `“${field}” must be ids of matches, not too many.`, { field })
}

const hasCategory = ({ category, categories }: RecordType, wanted: Category): boolean =>
  category === wanted || Object.values(categories).includes(wanted)

const pageCost = ({ first }: { readonly first?: number | null | undefined }) => ({
  field: costOfRead,
  multiplier: first ?? defaultPageSize,
})

function addList(
  kit: Kit,
  { field, type: { name, description }, holdings, isPaged }: SubjectList,
  type: RecordRef,
): void {
  const { builder } = kit
  builder.objectField('Subject', field, (t) => {
    if (!isPaged) {
      return t.field({
        type: [type],
        nullable: true,
        description: `${description} Null when nothing could be read.`,
        complexity: { field: costOfRead, multiplier: usualListLength },
        resolve: (subject, _args, context) => readRecordList(context, subject, holdings),
      })
    }
    return t.field({
      type: addRecordConnection(kit, type, name),
      nullable: true,
      description: `${description} Null when nothing could be read.`,
      args: {
        first: t.arg.int({
          description: `How many: ${defaultPageSize} when left out, ${largestPage} at most.`,
        }),
        after: t.arg.string({ description: 'The cursor to go on from.' }),
      },
      complexity: pageCost,
      resolve: (subject, page, context) => readRecordPage(context, subject, holdings, page),
    })
  })
}

function addRecordConnection({ builder }: Kit, type: RecordRef | 'PersonalRecord', name: string) {
  return builder.connectionObject(
    { type, name: `${name}Connection`, description: 'A page of records.', authScopes: readsSubjects },
    { name: `${name}Edge`, description: 'A record in a page.', authScopes: readsSubjects },
  )
}
