import type { Holding } from '@rechtop/connector'
import type { Keep } from '@rechtop/schema'
import { readsAnything } from '../guard.ts'
import type { Kit } from '../kit.ts'
import { addEnum } from '../vocabulary.ts'

/** A record type as one system holds it, with the legal facts: a line of the register of processing. */
export function addHolding(kit: Kit): void {
  const { builder, words } = kit
  const role = addEnum<Holding['role']>(builder, 'HoldingRole', 'In which role the company holds data.', {
    controller: 'It decides why and how: a subject’s rights are its own to carry out.',
    processor: 'It holds them for a customer, to whom a subject is referred.',
  })
  const effect = addEnum<Holding['onErase']>(builder, 'ErasureEffect', 'What erasing does to an item.', {
    erase: 'It goes.',
    reduce: 'It stays, without its personal fields.',
  })
  builder.objectType('Holding', {
    description: 'A kind of personal data as one system holds it: a line of the register of processing.',
    authScopes: readsAnything,
    fields: (t) => ({
      name: t.exposeString('name', { description: 'Its name within the system.' }),
      type: t.string({ description: 'Its record type.', resolve: ({ holding }) => holding.type.name }),
      category: t.field({
        type: words.category,
        description: 'The category of its records.',
        resolve: ({ holding }) => holding.type.category,
      }),
      grain: t.field({
        type: words.grain,
        description: 'How its items are decided.',
        resolve: ({ holding }) => holding.grain,
      }),
      role: t.field({
        type: role,
        description: 'In which role the company holds it.',
        resolve: ({ holding }) => holding.role,
      }),
      onErase: t.field({
        type: effect,
        description: 'What erasing does to an item.',
        resolve: ({ holding }) => holding.onErase,
      }),
      purposes: t.field({
        type: ['Purpose'],
        description: 'What it is held for.',
        resolve: ({ holding }) => holding.purposes.map((purpose) => ({ holding, purpose })),
      }),
      after: t.stringList({
        description: 'Holdings of the same system that are erased before it.',
        resolve: ({ holding }) => [...(holding.after ?? [])],
      }),
      unread: t.string({
        nullable: true,
        description:
          'Why the system never shows these records, although it takes their erasure; null where it shows them. ' +
          'Nobody can count them, or see whether they went.',
        resolve: ({ holding }) => holding.unread ?? null,
      }),
      residue: t.field({
        type: ['Residue'],
        description: 'What the system keeps whatever we do.',
        resolve: ({ holding }) => [...(holding.residue ?? [])],
      }),
    }),
  })
  addPurpose(kit)
  addRetention(kit)
  builder.objectType('Residue', {
    description: 'What a system keeps whatever we do.',
    authScopes: readsAnything,
    fields: (t) => ({
      what: t.exposeString('what', { description: 'What stays.' }),
      citation: t.exposeString('citation', { description: 'Where the system says so.' }),
    }),
  })
}

function addPurpose({ builder, words }: Kit): void {
  builder.objectType('Purpose', {
    description: 'What data are held for.',
    authScopes: readsAnything,
    fields: (t) => ({
      purpose: t.string({ description: 'The purpose.', resolve: ({ purpose }) => purpose.purpose }),
      basis: t.field({
        type: words.legalBasis,
        description: 'Its legal basis.',
        resolve: ({ purpose }) => purpose.basis,
      }),
      fields: t.stringList({
        description: 'The fields that it needs.',
        resolve: ({ holding, purpose }) => [
          ...(purpose.fields === 'all' ? holding.type.fields : purpose.fields),
        ],
      }),
      keep: t.field({
        type: 'Retention',
        description: 'How long the fields stay when a subject asks for erasure.',
        resolve: ({ purpose }) => purpose.keep,
      }),
    }),
  })
}

type Rule = 'until-asked' | 'period' | 'with' | 'while'

function addRetention({ builder }: Kit): void {
  const rule = addEnum<Rule>(builder, 'RetentionRule', 'What the end of keeping hangs on.', {
    'until-asked': 'Nothing stands in the way of erasing.',
    period: 'A period from a date.',
    with: 'As long as a record of another holding stays.',
    while: 'As long as a fact holds, such as a running contract.',
  })
  builder.objectType('Retention', {
    description: 'How long data stay when a subject asks for erasure.',
    authScopes: readsAnything,
    fields: (t) => ({
      rule: t.field({ type: rule, description: 'What the end hangs on.', resolve: ruleOf }),
      period: t.string({
        nullable: true,
        description: 'The period, as ISO 8601 writes it.',
        resolve: (keep) => (typeof keep === 'object' && 'period' in keep ? keep.period : null),
      }),
      from: t.string({
        nullable: true,
        description: 'The field with the date from which the period counts.',
        resolve: (keep) => (typeof keep === 'object' && 'period' in keep ? keep.from : null),
      }),
      isFromFinancialYearEnd: t.boolean({
        description: 'Whether the period counts from the end of the financial year of that date.',
        resolve: (keep) => typeof keep === 'object' && 'period' in keep && keep.endOf === 'financial-year',
      }),
      dependsOn: t.string({
        nullable: true,
        description: 'The holding, or the fact, that it stays with.',
        resolve: dependencyOf,
      }),
      citation: t.string({
        nullable: true,
        description: 'The law or agreement that says so.',
        resolve: (keep) => (typeof keep === 'object' && 'citation' in keep ? keep.citation : null),
      }),
    }),
  })
}

function ruleOf(keep: Keep<string>): Rule {
  if (keep === 'until-asked') return keep
  if ('period' in keep) return 'period'
  return 'with' in keep ? 'with' : 'while'
}

function dependencyOf(keep: Keep<string>): string | null {
  if (keep === 'until-asked' || 'period' in keep) return null
  return 'with' in keep ? keep.with : keep.while
}
