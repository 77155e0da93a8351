import { zendesk } from '@rechtop/connector-zendesk'
import { wholePerson } from '@rechtop/connector-zendesk/fake'
import { defineSystem, type EngineOptions } from '@rechtop/engine'

/** How to reach a fake Zendesk that runs in another process. */
export type Zendesk = { readonly origin: string; readonly fileOrigin: string }

/** Of an engine over Zendesk alone, which keeps its own rows in this folder. */
export function zendeskOnly(directory: string, { origin, fileOrigin }: Zendesk): EngineOptions {
  const config = {
    subdomain: 'mailcamp',
    token: 'token',
    externalIdIs: 'customerNumber',
    requestsPerMinute: 100_000,
    addOns: { sideConversations: true, chat: true },
    origin,
    fileOrigin,
  }
  return {
    systems: [defineSystem({ id: 'zendesk', connector: zendesk, config })],
    policy: {
      controller: { name: 'MailCamp', contact: 'privacy@mailcamp.example' },
      approval: { erasure: 'nobody' },
    },
    database: { directory },
    secret: 'a secret of more than thirty-two bytes, for tests',
  }
}

/** The erasure of the story, which can be asked for again and stays one request. */
export const erasure = {
  identifiers: [{ kind: 'email', value: wholePerson.otherEmail }],
  idempotencyKey: 'the story',
  actor: 'test',
} as const
