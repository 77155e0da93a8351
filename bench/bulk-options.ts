import { billing } from '@rechtop/connector-billing'
import { mailingList } from '@rechtop/connector-mailing-list'
import { website } from '@rechtop/connector-website'
import { defineSystem, type EngineOptions } from '@rechtop/engine'

/** Of an engine over three systems whose tables stand in the database of its own. */
export function bulkOptions(url: string): EngineOptions {
  const config = { database: url }
  return {
    systems: [
      defineSystem({ id: 'mailing-list', connector: mailingList, config }),
      defineSystem({ id: 'billing', connector: billing, config }),
      defineSystem({ id: 'website', connector: website, config }),
    ],
    policy: {
      controller: { name: 'MailCamp', contact: 'privacy@mailcamp.example' },
      approval: { erasure: 'nobody' },
    },
    database: { url },
    secret: 'a secret of more than thirty-two bytes, for a bench',
  }
}
