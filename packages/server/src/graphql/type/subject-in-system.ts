import type { MatchStanding, SubjectInSystem } from '@rechtop/engine'
import { readsSubjects, readsSubjectsOrRequests } from '../guard.ts'
import type { Kit } from '../kit.ts'
import { addEnum } from '../vocabulary.ts'

/** What a system says of a subject. */
export function addSubjectInSystem(kit: Kit): void {
  const { builder, words } = kit
  const status = addEnum<SubjectInSystem['status']>(
    builder,
    'SubjectInSystemStatus',
    'Whether a system holds a person.',
    {
      found: 'It holds them.',
      possible: 'It holds somebody who may be them: a person must say.',
      absent: 'It was searched and does not hold them.',
      unsearchable: 'It cannot be searched by what is known: see `needs`.',
      failed: 'It could not be searched: see `failure`.',
      referred: 'It holds them for other controllers only: see `referrals`.',
    },
  )
  builder.objectType('SubjectInSystem', {
    description: 'What one system says of a person.',
    authScopes: readsSubjectsOrRequests,
    fields: (t) => ({
      system: t.field({
        type: 'System',
        nullable: true,
        description: 'The system. Null when it is not configured any more.',
        resolve: ({ system }, _args, { engine }) => engine.systems.get(system) ?? null,
      }),
      status: t.expose('status', { type: status, description: 'Whether it holds them.' }),
      matches: t.field({
        type: ['SubjectMatch'],
        description: 'The places where it may hold them.',
        resolve: ({ matches }) => [...matches],
      }),
      referrals: t.field({
        type: ['Referral'],
        description: 'What it holds of them for other controllers.',
        resolve: ({ system, referrals }) => referrals.map((referral) => ({ system, referral })),
      }),
      needs: t.field({
        type: [words.identifierKind],
        description: 'What it could be searched by, when it is unsearchable.',
        resolve: ({ needs }) => [...needs],
      }),
      failure: t.expose('failure', {
        type: 'Failure',
        nullable: true,
        description: 'Why it could not be searched.',
      }),
    }),
  })
  addMatch(kit)
  addReferral(kit)
}

function addMatch({ builder, words }: Kit): void {
  const standing = addEnum<MatchStanding>(builder, 'MatchStanding', 'Whether a match is the person.', {
    sure: 'It is.',
    possible: 'It may be: nothing of it is shown or erased until a person says so.',
    confirmed: 'A person said that it is.',
    rejected: 'A person said that it is not.',
  })
  builder.objectType('SubjectMatch', {
    description: 'One place where a system may hold a person: a customer, an account.',
    authScopes: readsSubjectsOrRequests,
    fields: (t) => ({
      id: t.exposeID('id', { description: 'Its id, to confirm or reject it by. Opaque.' }),
      standing: t.expose('standing', { type: standing, description: 'Whether it is the person.' }),
      why: t.exposeString('why', { description: 'Why it is sure, or only possible.' }),
      by: t.field({
        type: ['Identifier'],
        nullable: true,
        authScopes: readsSubjects,
        description: 'The identifiers that hit. Empty on a request, which does not keep them.',
        resolve: ({ by }) => [...by],
      }),
      isFromLedger: t.boolean({
        description: 'Whether it is known from an earlier erasure, because something was kept there.',
        resolve: ({ fromLedger }) => fromLedger,
      }),
    }),
  })
  builder.objectType('Identifier', {
    description: 'A value that points at one person.',
    authScopes: readsSubjects,
    fields: (t) => ({
      kind: t.expose('kind', { type: words.identifierKind, description: 'What it is.' }),
      value: t.exposeString('value', { description: 'The value, in its normal form.' }),
    }),
  })
}

function addReferral({ builder }: Kit): void {
  builder.objectType('Referral', {
    description: 'Data that a system holds for another controller, to whom the person is referred.',
    authScopes: readsSubjectsOrRequests,
    fields: (t) => ({
      holding: t.string({ description: 'Its holding.', resolve: ({ referral }) => referral.holding }),
      controller: t.field({
        type: 'Controller',
        description: 'Who decides about it.',
        resolve: ({ referral }) => referral.controller,
      }),
      count: t.int({ description: 'How many records.', resolve: ({ referral }) => referral.count }),
    }),
  })
  builder.objectType('Controller', {
    description: 'Another controller.',
    authScopes: readsSubjectsOrRequests,
    fields: (t) => ({
      id: t.exposeID('id', { description: 'Its id in that system.' }),
      label: t.exposeString('label', { description: 'What it is called.' }),
    }),
  })
}
