import type { Failure } from '@rechtop/connector'
import { readsAnything } from '../guard.ts'
import type { Kit } from '../kit.ts'
import { addEnum } from '../vocabulary.ts'

/** Why something could not be done. */
export function addFailure({ builder }: Kit): void {
  const code = addEnum<Failure['code']>(builder, 'FailureCode', 'Why something could not be done.', {
    config: 'The configuration is wrong: a person mends the key in `detail`.',
    auth: 'The system refused us: a person mends the credentials or the permission in `detail`.',
    'rate-limited': 'The system asks us to wait: tried again at `retryAfter`.',
    transient: 'It went wrong just now: tried again by itself.',
    blocked: 'Other work must be done first: tried again after the holding in `detail`.',
    permanent: 'It can not be done as it is: a person reads `detail`.',
  })
  builder.objectType('Failure', {
    description: 'Why something could not be done. Its texts are fixed ones: they hold no data of anybody.',
    authScopes: readsAnything,
    fields: (t) => ({
      code: t.field({ type: code, description: 'What went wrong.', resolve: (failure) => failure.code }),
      detail: t.string({
        nullable: true,
        description: 'Which key, permission, holding or reason.',
        resolve: detailOf,
      }),
      retryAfter: t.field({
        type: 'DateTime',
        nullable: true,
        description: 'When it is tried again, where the system said so.',
        resolve: (failure) => (failure.code === 'rate-limited' ? failure.retryAfter : null),
      }),
    }),
  })
}

function detailOf(failure: Failure): string | null {
  switch (failure.code) {
    case 'config':
      return failure.key
    case 'auth':
      return failure.missing ?? null
    case 'blocked':
      return failure.by
    case 'permanent':
      return failure.detail
    case 'rate-limited':
    case 'transient':
      return null
  }
}
