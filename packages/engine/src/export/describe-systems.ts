import type { Parts } from '../request/parts.ts'
import type { LocatedSubject } from '../subject/located.ts'

/** What an export says of the systems: who holds what, why and how long (GDPR art. 15(1)), and what is not in it. */
export function describeSystems(located: LocatedSubject, { systems, policy, now }: Parts) {
  return {
    format: 'rechtop-export',
    version: 1,
    createdAt: now().toISOString(),
    controller: policy.controller,
    systems: located.systems.map(({ system: id, status, needs, referrals }) => {
      const connector = systems.get(id)?.connector
      return {
        system: id,
        status,
        searchableBy: needs,
        processor: connector?.processor ?? null,
        notReached: connector?.gaps ?? [],
        heldForOthers: referrals.map(({ controller, count }) => ({
          controller: controller.label,
          records: count,
        })),
        holdings: Object.entries(connector?.holdings ?? {})
          .filter(([, holding]) => holding.role === 'controller')
          .map(([holding, { type, purposes, residue, unread }]) => ({
            holding,
            type: type.name,
            categories: type.categories,
            purposes: purposes.map(({ purpose, basis, fields, keep }) => ({ purpose, basis, fields, keep })),
            residue: residue ?? [],
            // held and never in an export: the subject is told so, and why
            neverShown: unread ?? null,
          })),
      }
    }),
  }
}
