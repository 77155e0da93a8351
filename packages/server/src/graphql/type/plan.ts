import type { PlanAction, PlanGap } from '@rechtop/engine'
import { readsSubjectsOrRequests } from '../guard.ts'
import type { Kit } from '../kit.ts'
import { addEnum } from '../vocabulary.ts'

const usualPlanLength = 20

/** What an erasure would do, and why. */
export function addPlan(kit: Kit): void {
  const { builder } = kit
  builder.objectType('Plan', {
    description: 'What an erasure would do, line by line.',
    authScopes: readsSubjectsOrRequests,
    fields: (t) => ({
      digest: t.exposeString('digest', {
        description: 'Names exactly these decisions: approve it, and nothing else is carried out.',
      }),
      complete: t.exposeBoolean('complete', { description: 'False while a system could not be read.' }),
      lines: t.field({
        type: ['PlanLine'],
        complexity: { multiplier: usualPlanLength },
        description: 'The decisions.',
        resolve: ({ digest, lines }) =>
          lines.map((line, index) => ({ id: `${digest.slice(0, 16)}-${index}`, line })),
      }),
      incomplete: t.field({
        type: ['PlanGap'],
        description: 'What could not be planned.',
        resolve: ({ incomplete }) => [...incomplete],
      }),
    }),
  })
  addPlanLine(kit)
  addPlanGap(kit)
}

function addPlanLine({ builder, words }: Kit): void {
  const action = addEnum<PlanAction>(builder, 'PlanAction', 'What happens to data.', {
    erase: 'They go.',
    reduce: 'Some fields go, the rest stays.',
    keep: 'They stay, on a ground and until an end.',
    refer: 'They are another controller’s: the person is referred.',
    undecided: 'Not known yet: they stay, and a person must look.',
    skip: 'They stay, because a person said so.',
  })
  builder.objectType('PlanLine', {
    description: 'One decision: what happens to these records, or to this whole set, and why.',
    authScopes: readsSubjectsOrRequests,
    fields: (t) => ({
      id: t.exposeID('id', { description: 'Its id within the plan.' }),
      system: t.field({
        type: 'System',
        nullable: true,
        description: 'The system. Null when it is not configured any more.',
        resolve: ({ line }, _args, { engine }) => engine.systems.get(line.system) ?? null,
      }),
      match: t.id({
        nullable: true,
        description: 'The match; null for a referral.',
        resolve: ({ line }) => line.match,
      }),
      holding: t.field({
        type: 'Holding',
        nullable: true,
        description: 'The holding. Null when it is not there any more.',
        resolve: ({ line: { system: id, holding: name } }, _args, { engine }) => {
          const system = engine.systems.get(id)
          const holding = system?.connector.holdings[name]
          return system === undefined || holding === undefined ? null : { system, name, holding }
        },
      }),
      action: t.field({ type: action, description: 'What happens.', resolve: ({ line }) => line.action }),
      grain: t.field({
        type: words.grain,
        description: 'To records, or to a set.',
        resolve: ({ line }) => line.grain,
      }),
      count: t.int({
        description: 'How many records now; 0 where the system never shows them.',
        resolve: ({ line }) => line.count,
      }),
      ceiling: t.int({
        nullable: true,
        description: 'Of a set: how many may go at most.',
        resolve: ({ line }) => line.ceiling,
      }),
      before: t.string({
        nullable: true,
        description: 'Of a set: only what is from before this date. Null: all.',
        resolve: ({ line }) => line.before,
      }),
      fields: t.stringList({
        description: 'The fields that go (reduce), or that stay (keep).',
        resolve: ({ line }) => [...line.fields],
      }),
      ground: t.field({
        type: words.legalBasis,
        nullable: true,
        description: 'The legal basis on which they stay.',
        resolve: ({ line }) => line.basis,
      }),
      citation: t.string({
        nullable: true,
        description: 'The law or agreement that says so.',
        resolve: ({ line }) => line.citation,
      }),
      until: t.field({
        type: 'LocalDate',
        nullable: true,
        description: 'The last day that they stay. Null: no end is known yet.',
        resolve: ({ line }) => line.until,
      }),
      controller: t.field({
        type: 'Controller',
        nullable: true,
        description: 'Whom the person is referred to.',
        resolve: ({ line }) => line.controller,
      }),
      why: t.string({ description: 'The reason in a sentence.', resolve: ({ line }) => line.why }),
    }),
  })
}

function addPlanGap({ builder }: Kit): void {
  const reason = addEnum<PlanGap['reason']>(
    builder,
    'PlanGapReason',
    'Why a part of a plan could not be made.',
    {
      failed: 'The system could not be read.',
      unsearchable: 'The system cannot be searched by what is known.',
    },
  )
  builder.objectType('PlanGap', {
    description: 'A part of a plan that could not be made.',
    authScopes: readsSubjectsOrRequests,
    fields: (t) => ({
      system: t.field({
        type: 'System',
        nullable: true,
        description: 'The system. Null when it is not configured any more.',
        resolve: ({ system }, _args, { engine }) => engine.systems.get(system) ?? null,
      }),
      holding: t.exposeString('holding', {
        nullable: true,
        description: 'The holding; null for the whole system.',
      }),
      reason: t.expose('reason', { type: reason, description: 'Why.' }),
      failure: t.expose('failure', { type: 'Failure', nullable: true, description: 'What went wrong.' }),
    }),
  })
}
